//! Windows, and breaks, of one day that overlap. In a seed file they are joined; at the console they are a typing error that
//! joining would hide.

use crate::{
    fault::{Faults, Rule},
    fields::Fields,
};

use super::read::wall_minutes;

/// Records the overlaps in a schedule's document. Entries with another fault are left out.
pub(crate) fn check_apart(schedule: &Fields<'_>, faults: &mut Faults) {
    // Faults in the types are recorded by the parser.
    let mut others = Faults::new();
    if let Some(weekly) = schedule.object("weekly", &mut others) {
        let days: Vec<Fields<'_>> = weekly.names().filter_map(|name| weekly.object(name, &mut others)).collect();
        days.iter().for_each(|day| check_day(day, faults));
    }
    for (pointer, value) in schedule.list("exceptions", usize::MAX, &mut others) {
        if let Some(day) = Fields::of(value, pointer, &mut others) {
            check_day(&day, faults);
        }
    }
}

/// As [`check_apart`], of one day.
pub(super) fn check_day(day: &Fields<'_>, faults: &mut Faults) {
    for name in ["windows", "breaks"] {
        let mut others = Faults::new();
        let mut windows: Vec<(u32, u32)> = Vec::new();
        for (pointer, value) in day.list(name, usize::MAX, &mut others) {
            let Some(window) = Fields::of(value, pointer.clone(), &mut others) else { continue };
            let mut minutes = |edge| window.parsed(edge, &mut others, wall_minutes);
            let (Some(start), Some(end)) = (minutes("start"), minutes("end")) else { continue };
            if start < end && windows.iter().any(|other| other.0 < end && start < other.1) {
                faults.add(pointer, Rule::WindowsApart);
            }
            windows.push((start, end));
        }
    }
}
