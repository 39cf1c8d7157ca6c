//! What a function reads from its environment is what the template gives it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
};

use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_types::{SdkConfig, region::Region};
use platform::{Clock, Config, Env, Metrics, Random};

use super::registry;
use crate::template::{DEPLOYED, REGION, System};

/// Names by function.
type Names = BTreeMap<String, BTreeSet<String>>;

/// Read by what starts every function, before it has settings.
const BY_THE_START: &str = "LOG_LEVEL";
/// Read by what functions share, and of no use to this one: it sends nothing that somebody could refuse for good.
const NOT_NEEDED: (&str, &str) = ("ScheduleJobsFunction", "DEAD_LETTERS_URL");

/// Everything that functions ask their configuration for when they are made, which is the only time they do.
fn asked(system: &System) -> Names {
    let asked: Arc<Mutex<Names>> = Arc::default();
    let made = registry().build(system, |id| {
        let (id, asked) = (id.to_owned(), Arc::clone(&asked));
        let variables = system.functions[&id].environment.clone();
        let config = Config::new(move |name| {
            asked.lock().unwrap().entry(id.clone()).or_default().insert(name.to_owned());
            variables.get(name).cloned()
        });
        let clock = Clock::new(|| chrono::DateTime::UNIX_EPOCH);
        let sdk = SdkConfig::builder().behavior_version(BehaviorVersion::v2026_01_12()).region(Region::new(REGION));
        Env {
            config,
            metrics: Metrics::new(clock.clone(), |_| {}),
            clock,
            random: Random::new(|_| {}),
            sdk: sdk.build(),
        }
    });
    made.unwrap();
    asked.lock().unwrap().clone()
}

/// What is given to every function, and what to one.
fn given(system: &System) -> (BTreeSet<String>, Names) {
    let by_function: Names =
        system.functions.iter().map(|(id, it)| (id.clone(), it.environment.keys().cloned().collect())).collect();
    let to_all = by_function.values().cloned().reduce(|all, one| &all & &one).unwrap_or_default();
    (to_all, by_function)
}

/// Every variable that is read and not set, or set and not read. What all functions are given, several have to read.
fn faults(template: &str) -> Vec<String> {
    let system = System::parse(template, &[]).unwrap();
    let (asked, (to_all, given)) = (asked(&system), given(&system));
    let nothing = BTreeSet::new();
    let mut faults = Vec::new();
    for (id, given) in &given {
        let asked = asked.get(id).unwrap_or(&nothing);
        let missing = asked.difference(given).filter(|name| (id.as_str(), name.as_str()) != NOT_NEEDED);
        faults.extend(missing.map(|name| format!("{id} reads {name}, which it isn't given")));
        let own = given.difference(&to_all).filter(|name| !asked.contains(*name));
        faults.extend(own.map(|name| format!("{id} is given {name}, which it doesn't read")));
    }
    for name in to_all.iter().filter(|name| *name != BY_THE_START) {
        if asked.values().filter(|names| names.contains(name)).count() < 2 {
            faults.push(format!("all functions are given {name}, which hardly any reads"));
        }
    }
    faults
}

#[test]
fn functions_are_given_the_variables_that_they_read_and_no_others() {
    assert_eq!(faults(DEPLOYED), Vec::<String>::new());
}

#[test]
fn a_variable_that_is_missing_or_superfluous_is_noticed() {
    let without = |text: &str, by: &str| {
        assert!(DEPLOYED.contains(text), "{text}");
        faults(&DEPLOYED.replacen(text, by, 1))
    };
    let missing = without("          MEETING_URL: !Ref MeetingUrl\n", "");
    assert_eq!(missing, ["CreateBookingFunction reads MEETING_URL, which it isn't given"]);
    let other = without("          EVENT_BUS: !Ref Bus\n", "          EVENT_BUS: !Ref Bus\n          BUS: !Ref Bus\n");
    assert_eq!(other, ["RelayFunction is given BUS, which it doesn't read"]);
    let common = "        COMPANY_NAME: !Ref CompanyName\n";
    let common = without(common, &format!("{common}        TENANT: !Ref CompanyName\n"));
    assert_eq!(common, ["all functions are given TENANT, which hardly any reads"]);
}
