//! Archiving hides a consultant from the public and sells no more of their time. Their bookings stay, with their name, until
//! staff moves them; so a profile is never deleted.

use domain::{
    access::{Capability, Subject},
    consultant::Profile,
};
use futures::{StreamExt, TryStreamExt, stream};
use http_api::{Answer, BookingBrief, Problem, json, optional_body, path_consultant, with_etag};
use lambda_http::http::StatusCode;
use serde_json::{Value, json};
use table::{SaveError, StoredConsultant};

use crate::{
    Call,
    profile::{save, stored, view},
};

/// Attempts while another request changes the consultant.
const MAX_ATTEMPTS: usize = 3;
/// Bookings that an answer shows; their number is exact beyond that.
const MAX_SHOWN: usize = 100;
const READ_AT_ONCE: usize = 16;

pub(crate) async fn archive(call: Call<'_>) -> Answer {
    change(call, true).await
}

pub(crate) async fn unarchive(call: Call<'_>) -> Answer {
    change(call, false).await
}

/// A repetition changes nothing.
async fn change(call: Call<'_>, archived: bool) -> Answer {
    let id = path_consultant(call.request)?;
    call.staff.may(Capability::EditProfiles, Subject::Consultant(&id))?;
    optional_body(call.request)?;
    for _ in 0..MAX_ATTEMPTS {
        let before = stored(&call, &id).await?;
        let profile = &before.consultant.profile;
        let archived_at = archived.then(|| profile.archived_at.unwrap_or_else(|| call.deps.clock.now()));
        match save(&call, &before, Profile { archived_at, ..profile.clone() }).await {
            Ok(stored) => return with_bookings(&call, &stored).await,
            Err(SaveError::Stale) => {}
            Err(SaveError::Table(error)) => return Err(error.into()),
        }
    }
    Err(Problem::busy("the consultant keeps changing"))
}

/// The consultant and their bookings to come, read after the change.
async fn with_bookings(call: &Call<'_>, stored: &StoredConsultant) -> Answer {
    let id = &stored.consultant.profile.id;
    let bookings = call.deps.table.bookings_to_come(id, call.deps.clock.now()).await?;
    let sees_contact = call.staff.may(Capability::SeeContact, Subject::Booking(id)).is_ok();
    let reads = bookings.iter().take(MAX_SHOWN).map(|booking| async move {
        let booking = call.deps.table.booking_now(&booking.reference).await?;
        Ok::<_, Problem>(booking.map(|booking| BookingBrief::new(&booking, sees_contact)))
    });
    let reads: Vec<_> = reads.collect();
    let rows: Vec<Option<BookingBrief>> = stream::iter(reads).buffered(READ_AT_ONCE).try_collect().await?;
    let mut shown: Value = view(stored);
    shown["bookings"] = json!(rows.into_iter().flatten().collect::<Vec<_>>());
    shown["bookingsCount"] = json!(bookings.len());
    Ok(with_etag(json(StatusCode::OK, &shown)?, stored.profile.number))
}
