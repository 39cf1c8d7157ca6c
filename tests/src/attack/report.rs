//! What came of it.

use std::{collections::BTreeMap, fmt, time::Duration};

use chrono::{DateTime, Utc};

use super::robots::{BOOKINGS, address};
use crate::World;

/// Mails to one address a day (`MailsPerDay`), and one cancellation or confirmation more for each booking.
const MAILS_TO_VICTIM: usize = 21;
/// Text messages to one number a day (`TextsPerDay`).
const TEXTS_TO_VICTIM: usize = 6;
/// Within which an honest client has the mail.
const MAIL_WITHIN: Duration = Duration::from_secs(5);

/// The answers to one kind of request; status 0: none.
#[derive(Debug, Clone)]
pub struct Row {
    pub name: &'static str,
    pub statuses: BTreeMap<u16, u32>,
    pub slowest: Duration,
}

/// An honest client.
#[derive(Debug, Clone)]
pub struct Honest {
    pub email: String,
    pub status: u16,
    pub reference: Option<String>,
    pub created_at: Option<String>,
    /// The booking's answer.
    pub took: Duration,
    /// The proof of work, which the page does while the form is filled in.
    pub proof: Duration,
}

/// The whole.
#[derive(Debug)]
pub struct Report {
    pub rows: Vec<Row>,
    pub honest: Vec<Honest>,
    /// From an honest client's booking to their mail, in the system's time; `None`: no mail.
    pub waits: Vec<Option<Duration>>,
    /// Mails by scripted address, where there are more than bookings that were kept (one each).
    pub surplus: Vec<(String, usize)>,
    pub most_mails: usize,
    pub most_texts: usize,
}

pub(super) async fn of(world: &World, rows: Vec<Row>, honest: Vec<Honest>) -> Report {
    let mut by_address: BTreeMap<String, usize> = BTreeMap::new();
    let mails = world.mails().await;
    for to in mails.iter().flat_map(|mail| &mail.to) {
        *by_address.entry(to.clone()).or_default() += 1;
    }
    let wait = |client: &Honest| {
        let booked: DateTime<Utc> = client.created_at.as_ref()?.parse().ok()?;
        let mail = mails.iter().find(|mail| mail.to.contains(&client.email))?;
        let sent: DateTime<Utc> = mail.sent_at.parse().ok()?;
        (sent - booked).to_std().ok().or(Some(Duration::ZERO))
    };
    let waits = honest.iter().map(wait).collect();
    let is_robots = |address: &&String| address.ends_with("@robots.example");
    let surplus = by_address.iter().filter(|(address, count)| is_robots(address) && **count > 1);
    let surplus = surplus.map(|(address, count)| (address.clone(), *count)).collect();
    let victims = (0..1_000).map(address);
    let most_mails = victims.filter_map(|victim| by_address.get(&victim).copied()).max().unwrap_or_default();
    let mut texts: BTreeMap<String, usize> = BTreeMap::new();
    for text in world.texts().await {
        *texts.entry(text.to).or_default() += 1;
    }
    let most_texts = texts.values().copied().max().unwrap_or_default();
    Report { rows, honest, waits, surplus, most_mails, most_texts }
}

impl Report {
    /// The bookings that scripts with an address each were left with.
    pub fn kept(&self) -> u32 {
        let row = self.rows.iter().find(|row| row.name == BOOKINGS);
        row.and_then(|row| row.statuses.get(&201)).copied().unwrap_or_default()
    }

    /// The 95th percentile of honest clients' bookings.
    pub fn p95(&self) -> Duration {
        let mut took: Vec<Duration> = self.honest.iter().map(|client| client.took).collect();
        took.sort();
        took.get((took.len() * 95).div_ceil(100).saturating_sub(1)).copied().unwrap_or_default()
    }

    /// What must not happen. `networks`: those of the scripted bookings.
    pub fn faults(&self, networks: u32) -> Vec<String> {
        let mut faults = Vec::new();
        for row in &self.rows {
            let broken = row.statuses.iter().filter(|(status, _)| **status == 0 || **status >= 500);
            faults.extend(broken.map(|(status, count)| format!("{}: {count} × {status}", row.name)));
        }
        let cap = (networks * 3).min(200);
        if self.kept() > cap {
            faults.push(format!("{} scripted bookings were kept, of at most {cap}", self.kept()));
        }
        for (client, wait) in self.honest.iter().zip(&self.waits) {
            match wait {
                _ if client.status != 201 => faults.push(format!("an honest client was answered {}", client.status)),
                None => faults.push("an honest client has no mail".to_owned()),
                Some(wait) if *wait > MAIL_WITHIN => faults.push(format!("an honest client's mail took {wait:?}")),
                Some(_) => {}
            }
        }
        faults.extend(self.surplus.iter().map(|(_, count)| format!("{count} mails to a scripted address")));
        if self.most_mails > MAILS_TO_VICTIM || self.most_texts > TEXTS_TO_VICTIM {
            faults.push(format!("a victim got {} mails and {} text messages", self.most_mails, self.most_texts));
        }
        faults
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| requests | number | answers | slowest |\n| --- | ---: | --- | ---: |")?;
        for Row { name, statuses, slowest } in &self.rows {
            let answers: Vec<String> = statuses.iter().map(|(status, count)| format!("{count} × {status}")).collect();
            let number: u32 = statuses.values().sum();
            writeln!(f, "| {name} | {number} | {} | {} ms |", answers.join(", "), slowest.as_millis())?;
        }
        let wait = self.waits.iter().flatten().max().copied().unwrap_or_default();
        let proof = self.honest.iter().map(|client| client.proof).max().unwrap_or_default();
        let booked = self.honest.iter().filter(|client| client.status == 201).count();
        writeln!(f, "\n| | |\n| --- | ---: |")?;
        writeln!(f, "| honest clients that booked | {booked} of {} |", self.honest.len())?;
        writeln!(f, "| p95 of their bookings | {} ms |", self.p95().as_millis())?;
        writeln!(f, "| slowest mail to one of them | {} ms |", wait.as_millis())?;
        writeln!(f, "| slowest proof of work | {} ms |", proof.as_millis())?;
        writeln!(f, "| scripted bookings that were kept | {} |", self.kept())?;
        writeln!(f, "| most mails to a victim | {} |", self.most_mails)?;
        writeln!(f, "| most text messages to a victim | {} |", self.most_texts)
    }
}
