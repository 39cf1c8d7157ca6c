//! Reports of figures: dashboard, outcomes, lead, satisfaction.

use super::{Input, Report, Table, TableRow};
use crate::{ConsultantNumbers, Figure, Mean, Measure, Outcomes, Ratio, made::LEAD_GROUPS};

impl Input {
    /// A number of the bookings for the period, beside the period before.
    fn starting(&self, key: &'static str, conditions: &str, of: fn(&Outcomes) -> Measure) -> Figure {
        let of = |total: &ConsultantNumbers| of(&total.outcomes);
        self.figure(key, self.lists().starting(conditions), of)
    }

    /// A number of the bookings made in the period, beside the period before.
    pub(super) fn created(&self, key: &'static str, conditions: &str, of: fn(&ConsultantNumbers) -> Measure) -> Figure {
        self.figure(key, self.lists().created(conditions), of)
    }

    fn figure(&self, key: &'static str, list: String, of: impl Fn(&ConsultantNumbers) -> Measure) -> Figure {
        self.unlisted(key, of).listed(list)
    }

    /// A number that no query of the list selects.
    pub(super) fn unlisted(&self, key: &'static str, of: impl Fn(&ConsultantNumbers) -> Measure) -> Figure {
        Figure::new(key, of(&self.total())).after(Some(of(&self.previous.total())))
    }

    /// Without the period before: at its end, the clock had made others unmarked.
    fn unmarked(&self) -> Figure {
        Figure::new("unmarked", Measure::count(self.unmarked)).listed(self.lists().starting("flag=unmarked"))
    }

    fn no_show_rate(&self) -> Figure {
        self.starting("noShowRate", "status=no_show", |all| Measure::Share(all.no_show_rate()))
    }

    fn rating(&self) -> Figure {
        self.starting("rating", "flag=rated", |all| Measure::Mean(Mean::of_ratings(&all.ratings)))
    }

    fn lead_hours(&self) -> Figure {
        self.created("leadHours", "", |total| Measure::Median(total.made.lead_hours.median()))
    }
}

/// The first page: what was made, what was, what is to come, and what needs someone.
pub fn dashboard(input: &Input) -> Report {
    let figures = vec![
        input.created("made", "", |total| Measure::count(total.made.made)),
        input.starting("total", "", |all| Measure::count(all.all)),
        input.starting("live", "status=confirmed&status=rescheduled", |all| Measure::count(all.live)),
        input.unmarked(),
        input.starting("attended", "status=completed", |all| Measure::count(all.attended)),
        input.starting("missed", "status=no_show", |all| Measure::count(all.missed)),
        input.starting("cancelled", "status=cancelled", |all| Measure::count(all.cancelled)),
        input.no_show_rate(),
        input.rating(),
        input.created("repeatShare", "visit=2&visit=3", |total| Measure::Share(total.made.repeat_share())),
        input.lead_hours(),
    ];
    Report { figures, tables: Vec::new() }
}

/// What became of the bookings for the period.
pub fn outcomes(input: &Input) -> Report {
    let mut figures = vec![
        input.starting("total", "", |all| Measure::count(all.all)),
        input.starting("attended", "status=completed", |all| Measure::count(all.attended)),
        input.starting("assumed", "flag=assumed", |all| Measure::count(all.assumed)),
        input.starting("missed", "status=no_show", |all| Measure::count(all.missed)),
        input.unmarked(),
        input.starting("cancelled", "status=cancelled", |all| Measure::count(all.cancelled)),
        input.starting("cancelledLate", "flag=late_cancelled", |all| Measure::count(all.late)),
        input.no_show_rate(),
    ];
    let total = input.total().outcomes;
    // Assuming completion makes the rate look better than it is.
    if total.assumed * 10 > total.attended {
        let of = |all: &Outcomes| Measure::Share(all.no_show_rate_marked());
        figures.push(input.starting("noShowRateMarked", "status=no_show", of));
    }
    figures.extend([
        input.starting("cancellationRate", "status=cancelled", |all| Measure::Share(all.cancellation_rate())),
        input.starting("lateShare", "flag=late_cancelled", |all| Measure::Share(all.late_share())),
        input.starting("completionRate", "status=completed", |all| Measure::Share(all.completion_rate())),
        input.starting("rescheduleRate", "flag=moved", |all| Measure::Share(all.reschedule_rate())),
        input.starting("attendedMinutes", "status=completed", |all| Measure::count(all.attended_minutes)),
    ]);
    Report { figures, tables: vec![cancelled_by(&total)] }
}

fn cancelled_by(total: &Outcomes) -> Table {
    let share = |n: u32| vec![Measure::Share(Ratio::new(n.into(), total.cancelled.into()))];
    let (client, staff) = (total.cancelled_by_client, total.cancelled_by_staff);
    let other = total.cancelled.saturating_sub(client + staff);
    let rows = [("client", client), ("staff", staff), ("other", other)];
    let rows = rows.map(|(name, n)| TableRow::new(name, share(n)));
    Table { key: "cancelledBy", columns: vec!["share"], rows: rows.to_vec() }
}

/// How far ahead clients book.
pub fn lead(input: &Input) -> Report {
    let made = input.total().made;
    let all = made.lead_hours.count();
    let labels = LEAD_GROUPS.iter().map(|limit| format!("<{limit}")).chain([format!(">={}", LEAD_GROUPS[4])]);
    let rows = labels.zip(made.lead_groups());
    let rows = rows.map(|(label, n)| TableRow::new(label, vec![Measure::Share(Ratio::new(n, all))]));
    let groups = Table { key: "leadGroups", columns: vec!["share"], rows: rows.collect() };
    Report { figures: vec![input.lead_hours()], tables: vec![groups] }
}

/// Ratings of meetings that took place, and how many clients gave one.
pub fn satisfaction(input: &Input) -> Report {
    let figures = vec![
        input.rating(),
        input.unlisted("satisfied", |total| Measure::Share(total.outcomes.satisfied())),
        input.starting("answerRate", "flag=rated", |all| Measure::Share(all.answer_rate())),
    ];
    let total = input.total().outcomes;
    let rows = (1..=5).zip(total.ratings).map(|(stars, n): (u8, u32)| {
        TableRow::new(stars.to_string(), vec![Measure::Share(Ratio::new(n.into(), total.rated()))])
    });
    Report { figures, tables: vec![Table { key: "ratings", columns: vec!["share"], rows: rows.collect() }] }
}
