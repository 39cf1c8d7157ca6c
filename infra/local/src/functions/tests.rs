//! Checks that functions read exactly the environment variables that the template sets.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
};

use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_types::{SdkConfig, region::Region};
use platform::{Clock, Config, Env, Metrics, Random};
use sam::{DEPLOYED, REGION, System};

use super::registry;

/// Names by function.
type Names = BTreeMap<String, BTreeSet<String>>;

/// Read by the start of every function, before it has settings.
const BY_THE_START: &str = "LOG_LEVEL";
/// Read by shared code, and unused by these functions: nothing of theirs is refused permanently.
const NOT_NEEDED: [(&str, &str); 3] = [
    ("ScheduleJobsFunction", "DEAD_LETTERS_URL"),
    ("WorkBulkFunction", "DEAD_LETTERS_URL"),
    ("WriteExportFunction", "DEAD_LETTERS_URL"),
];

/// All variables that functions read when they are constructed; they read none later.
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

/// Variables of every function, and of single ones.
fn given(system: &System) -> (BTreeSet<String>, Names) {
    let by_function: Names =
        system.functions.iter().map(|(id, it)| (id.clone(), it.environment.keys().cloned().collect())).collect();
    let to_all = by_function.values().cloned().reduce(|all, one| &all & &one).unwrap_or_default();
    (to_all, by_function)
}

/// Every variable that is read and not set, or set and not read. A variable set for all functions must be read by
/// several.
fn faults(template: &str) -> Vec<String> {
    let system = System::parse(template, &[]).unwrap();
    let (asked, (to_all, given)) = (asked(&system), given(&system));
    let nothing = BTreeSet::new();
    let mut faults = Vec::new();
    for (id, given) in &given {
        let asked = asked.get(id).unwrap_or(&nothing);
        let missing = asked.difference(given).filter(|name| !NOT_NEEDED.contains(&(id.as_str(), name.as_str())));
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
fn functions_get_exactly_their_variables() {
    assert_eq!(faults(DEPLOYED), Vec::<String>::new());
}

#[test]
fn missing_or_superfluous_variable_is_reported() {
    let without = |text: &str, by: &str| {
        assert!(DEPLOYED.contains(text), "{text}");
        faults(&DEPLOYED.replacen(text, by, 1))
    };
    let missing = without("          MEETING_URL: !Ref MeetingUrl\n", "          ROOM_URL: !Ref MeetingUrl\n");
    assert_eq!(
        missing,
        [
            "CreateBookingFunction reads MEETING_URL, which it isn't given",
            "CreateBookingFunction is given ROOM_URL, which it doesn't read"
        ]
    );
    let other = without("          EVENT_BUS: !Ref Bus\n", "          EVENT_BUS: !Ref Bus\n          BUS: !Ref Bus\n");
    assert_eq!(other, ["RelayFunction is given BUS, which it doesn't read"]);
    let common = "        COMPANY_NAME: !Ref CompanyName\n";
    let common = without(common, &format!("{common}        TENANT: !Ref CompanyName\n"));
    assert_eq!(common, ["all functions are given TENANT, which hardly any reads"]);
}
