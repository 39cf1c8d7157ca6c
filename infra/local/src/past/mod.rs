//! A past for the demo: before a new system is at its start time, clients book, move, cancel and rate, and the front desk
//! marks their meetings, by the same requests as later. So lists, calendar and numbers show something from the first day.

mod clients;
mod requests;

use std::path::Path;

use chrono::{DateTime, Datelike, TimeDelta, Utc, Weekday};
use emulator::time::MoveError;

use self::{
    clients::{Fate, fate, request},
    requests::{Made, Requests},
};
use crate::{
    options::{Options, Seed, StartTime},
    start::{StartError, TABLE_FILE},
    system::Local,
};

/// Bookings of each working day.
const BOOKINGS_A_DAY: usize = 3;

/// The system with a past can't start.
#[derive(Debug, thiserror::Error)]
pub enum PastError {
    #[error(transparent)]
    Start(#[from] StartError),
    #[error("the past of the demo")]
    Request(#[from] reqwest::Error),
    /// A request was answered otherwise than it must be.
    #[error("the past of the demo: {0}")]
    Answer(String),
    #[error("the past of the demo")]
    Clock(#[from] MoveError),
}

/// Starts a system. A new one with the demo's consultants has had bookings for so many days.
///
/// # Errors
/// Fails as [`Local::start`] does, or if the system refuses a request of the past.
pub async fn start(options: Options, days: u32) -> Result<Local, PastError> {
    let (true, StartTime::At(present)) = (has_past(&options), options.start) else {
        return Ok(Local::start(options).await?);
    };
    let began = std::time::Instant::now();
    let begin = present - TimeDelta::days(days.into());
    let local = Local::start(Options { start: StartTime::At(begin), ..options }).await?;
    live(&local, begin, days).await?;
    let passed = TimeDelta::from_std(began.elapsed()).unwrap_or_default();
    advance(&local, present + passed).await?;
    Ok(local)
}

/// Moves the clock on to an instant, if it isn't there yet.
async fn advance(local: &Local, to: DateTime<Utc>) -> Result<(), MoveError> {
    match local.time().move_to(to).await {
        Err(MoveError::Backward) => Ok(()),
        moved => moved,
    }
}

/// Whether such a system gets a past: it is new, has the demo's consultants, and nothing of it reaches another program.
pub fn has_past(options: &Options) -> bool {
    let is_new = |data: &Path| !data.join(TABLE_FILE).exists();
    is_new(&options.data) && options.seed == Seed::Demo && options.dynamodb.is_none() && options.smtp.is_none()
}

async fn live(local: &Local, begin: DateTime<Utc>, days: u32) -> Result<(), PastError> {
    let requests = Requests::new(local.url());
    let consultants = requests.consultants().await?;
    let mut open: Vec<Made> = Vec::new();
    let mut count = 0;
    for day in 0..days {
        let now = begin + TimeDelta::days(day.into());
        advance(local, now).await?;
        open = follow(&requests, open, now).await?;
        if matches!(now.weekday(), Weekday::Sat | Weekday::Sun) {
            continue;
        }
        for _ in 0..BOOKINGS_A_DAY {
            if let Some(consultant) = consultants.get(count % consultants.len().max(1)) {
                let slots = requests.slots(consultant).await?;
                let made = match slots.get(count * 5 % slots.len().max(1)) {
                    Some(start) => requests.book(&request(count, consultant, start), count).await?,
                    None => None,
                };
                open.extend(made);
            }
            count += 1;
        }
    }
    // The last day's meetings are left for whoever opens the console.
    Ok(())
}

/// Lets happen to each booking what is to; returns those of which more is to come.
async fn follow(requests: &Requests, open: Vec<Made>, now: DateTime<Utc>) -> Result<Vec<Made>, PastError> {
    let mut left = Vec::new();
    for booking in open {
        if fate(booking.number) == Fate::Cancelled && requests.cancel(&booking).await? {
            continue;
        }
        if booking.end > now {
            left.push(booking);
            continue;
        }
        let is_missed = fate(booking.number) == Fate::Missed;
        requests.mark(&booking, if is_missed { "no-show" } else { "complete" }).await?;
        if let Some(rating) = clients::rating(booking.number).filter(|_| !is_missed) {
            requests.rate(&booking, rating).await?;
        }
    }
    Ok(left)
}
