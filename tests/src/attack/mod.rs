//! A stranger's worst hour: everything that a script can do to a running system, while honest clients book.

mod honest;
mod report;
mod robots;

pub use report::{Honest, Report, Row};

use serde_json::Value;

use crate::{World, tireless};

/// Limits by network as they are deployed; a local system has none, because every caller has one address.
const BY_NETWORK: [(&str, &str, u32); 3] = [
    ("BOOKINGS_PER_NETWORK", "BookingsPerNetwork", 10),
    ("PRESSURE_PER_NETWORK", "PressurePerNetwork", 3),
    ("LOOKUPS_PER_ADDRESS", "LookupsPerAddress", 30),
];
/// Requests at once.
pub(crate) const AT_ONCE: usize = 16;
/// The consultants of an attacked system.
pub(crate) const CONSULTANTS: [&str; 4] = ["anna", "bert", "cora", "dora"];

/// Numbers of requests.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    /// Scripted bookings, each with an address of its own.
    pub bookings: u32,
    /// Networks that they come from.
    pub networks: u32,
    /// Strangers whose address and number are booked with, to send them messages.
    pub victims: u32,
    /// Moves of each victim's booking.
    pub moves: u32,
    pub lookups: u32,
    /// Steps of the funnel, ratings without a link, requests for others' data, each.
    pub others: u32,
    /// Queries of 62 days.
    pub queries: u32,
    /// Requests at once for one time.
    pub racers: u32,
    pub honest: u32,
}

impl Sizes {
    /// The attack of `make attack`.
    pub const WHOLE: Self = Self {
        bookings: 4_000,
        networks: 50,
        victims: 10,
        moves: 60,
        lookups: 1_000,
        others: 500,
        queries: 100,
        racers: 300,
        honest: 40,
    };
    /// The same for `make test`.
    pub const SMALL: Self = Self {
        bookings: 120,
        networks: 5,
        victims: 2,
        moves: 10,
        lookups: 40,
        others: 20,
        queries: 4,
        racers: 30,
        honest: 4,
    };
}

/// A system with the limits of a deployment.
pub async fn world() -> World {
    let consultants: Vec<Value> = CONSULTANTS.iter().map(|id| tireless(id, "Europe/Berlin")).collect();
    World::limited_to(&consultants, &BY_NETWORK).await
}

/// Attacks a system, and books honestly meanwhile.
pub async fn run(world: &World, sizes: Sizes) -> Report {
    let (rows, honest) = tokio::join!(robots::all(world, sizes), honest::clients(world, sizes.honest));
    world.settle().await;
    report::of(world, rows, honest).await
}
