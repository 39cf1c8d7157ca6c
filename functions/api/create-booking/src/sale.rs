//! The sale: the first of the available consultants whose time isn't lost to another request.

use domain::{
    availability::{Reason, TieBreak},
    booking::{Actor, Booking, ClientDecision},
    ids::Reference,
};
use http_api::Problem;
use scheduling::{AvailableConsultant, SlotRequest, Unavailable};
use table::{BookError, ClientItem, NewBooking};

use crate::{CreateCommand, Deps, client::ClientCheck, identity};

/// References drawn before giving up: of 148 million a day, two hardly ever collide.
const MAX_REFERENCES: usize = 3;
/// How often the client's bookings are read again because another request of the client's changed them.
const MAX_CLIENT_READS: usize = 5;

/// The result of a request that wasn't refused.
pub(crate) enum Sale {
    Booked(Box<Booking>),
    /// This very request made this booking before.
    Repeated(Reference),
}

/// The outcome of trying one consultant.
enum Attempt {
    Done(Sale),
    SlotTaken(Reason),
}

/// Sells the requested slot.
///
/// # Errors
/// 409 with alternatives if it is unavailable, 409 `client_limit`, 429 beyond a limit, 422, 503.
pub(crate) async fn sell(deps: &Deps, command: &CreateCommand, client: &ClientCheck<'_>) -> Result<Sale, Problem> {
    let slot_request = SlotRequest {
        consultant: &command.request.consultant,
        start: command.request.start,
        duration: command.request.duration,
        meeting_type: Some(command.request.meeting_type),
        moving: None,
        ties: TieBreak::of(&command.request.client.email.normalised(), command.request.start),
    };
    let (found, decided) = tokio::join!(scheduling::find(&deps.table, &slot_request), client.decide());
    // The client's own bookings come first: they may be the reason why the time is taken.
    let (mut item, decision) = decided?;
    let is_possible = matches!(found, Ok(_) | Err(Unavailable::Time(_)));
    match decision {
        ClientDecision::Repeated(reference) => return Ok(Sale::Repeated(reference)),
        ClientDecision::Refused if is_possible => return Err(Problem::client_limit(&command.company)),
        ClientDecision::Refused | ClientDecision::Allowed => {}
    }
    let mut available = match found {
        Ok(available) => available,
        Err(refused) => return refuse(deps, command, &slot_request, client, refused).await,
    };
    let counted = client.count(command).await?;
    let sold = async {
        let mut refusal = Reason::Booked;
        while let Some(available) = available.next(&deps.table, &slot_request).await? {
            match try_to_book(deps, command, &available, (client, &mut item)).await? {
                Attempt::Done(sale) => return Ok(sale),
                Attempt::SlotTaken(reason) => refusal = reason,
            }
        }
        refuse(deps, command, &slot_request, client, Unavailable::Time(refusal)).await
    };
    let sold = sold.await;
    if !matches!(sold, Ok(Sale::Booked(_))) {
        counted.give_back().await;
    }
    sold
}

/// Refuses a slot, unless the client's own booking took it meanwhile.
async fn refuse(
    deps: &Deps,
    command: &CreateCommand,
    slot_request: &SlotRequest<'_>,
    client: &ClientCheck<'_>,
    refused: Unavailable,
) -> Result<Sale, Problem> {
    if matches!(refused, Unavailable::Time(_)) {
        match client.decide().await?.1 {
            ClientDecision::Allowed => {}
            ClientDecision::Repeated(reference) => return Ok(Sale::Repeated(reference)),
            ClientDecision::Refused => return Err(Problem::client_limit(&command.company)),
        }
    }
    Err(Problem::refused(&deps.table, slot_request, refused, deps.clock.now()).await)
}

/// Tries one consultant: draws references until one is unused, and decides anew whenever the client's bookings have
/// changed.
async fn try_to_book(
    deps: &Deps,
    command: &CreateCommand,
    available: &AvailableConsultant,
    (client, item): (&ClientCheck<'_>, &mut ClientItem),
) -> Result<Attempt, Problem> {
    let (mut references, mut reads) = (0, 0);
    while references < MAX_REFERENCES && reads < MAX_CLIENT_READS {
        let now = deps.clock.now();
        let identity = identity::draw(deps, &command.company, &client.key, now);
        let (request, language, consents) =
            (command.request.clone(), command.language, &command.company.consents.version);
        let booking = Booking::new(identity, request, language, consents, &available.offer(), now);
        let event = booking.confirmed(Actor::Client, &command.request_id);
        let new_booking = NewBooking {
            booking: &booking,
            event: &event,
            daily_limit: available.daily_limit(),
            idempotency: command.idempotency.as_ref(),
            client: item,
            live: &client.live,
        };
        match deps.table.book_slot(&new_booking).await {
            Ok(()) => return Ok(Attempt::Done(Sale::Booked(Box::new(booking)))),
            Err(BookError::ReferenceTaken) => references += 1,
            Err(BookError::SlotTaken(reason)) => return Ok(Attempt::SlotTaken(reason)),
            // The replay that follows every refusal answers it.
            Err(BookError::KeyUsed) => return Err(Problem::idempotency_key_reused()),
            Err(BookError::Table(error)) => return Err(error.into()),
            Err(BookError::ClientChanged) => {
                reads += 1;
                match client.decide().await? {
                    (read, ClientDecision::Allowed) => *item = read,
                    (_, ClientDecision::Repeated(reference)) => return Ok(Attempt::Done(Sale::Repeated(reference))),
                    (_, ClientDecision::Refused) => return Err(Problem::client_limit(&command.company)),
                }
            }
        }
    }
    Err(Problem::busy("drawn references are in use, or the client's bookings keep changing"))
}
