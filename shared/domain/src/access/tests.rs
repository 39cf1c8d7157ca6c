use std::collections::BTreeSet;

use super::*;

fn id(text: &str) -> ConsultantId {
    ConsultantId::parse(text).unwrap()
}

fn settings(on: bool) -> AccessSettings {
    AccessSettings {
        consultants_may_edit_schedule: on,
        consultants_may_reassign: on,
        consultants_see_team_totals: on,
        managers_may_export: on,
    }
}

/// Consultant "own" who assists "assisted", or an account of another role.
fn account(role: Role, on: bool) -> Account {
    let is_consultant = role == Role::Consultant;
    Account {
        id: "sub".to_owned(),
        roles: BTreeSet::from([role]),
        consultant: is_consultant.then(|| id("own")),
        assists: is_consultant.then(|| id("assisted")).into_iter().collect(),
        sees_contact: on,
        is_disabled: false,
        email: None,
        email_verified: false,
        settings: settings(on),
    }
}

/// One letter a subject: the company; bookings of the own, the assisted and a foreign consultant; their outcomes, first
/// any, then recent ones by themselves; these consultants. `+` allowed, `-` forbidden, `0` hidden.
fn row(account: &Account, capability: Capability) -> String {
    let ids = ["own", "assisted", "foreign"].map(id);
    let outcome = |is_recent_and_own| move |id| Subject::Outcome { consultant: id, is_recent_and_own };
    let subjects = std::iter::once(Subject::Company)
        .chain(ids.iter().map(Subject::Booking))
        .chain(ids.iter().map(outcome(false)))
        .chain(ids.iter().map(outcome(true)))
        .chain(ids.iter().map(Subject::Consultant));
    let letter = |subject| match may(account, capability, subject) {
        Ok(()) => '+',
        Err(Refusal::Forbidden) => '-',
        Err(Refusal::Hidden) => '0',
        Err(Refusal::Disabled) => 'x',
    };
    let all: String = subjects.map(letter).collect();
    [0..1, 1..4, 4..7, 7..10, 10..13].map(|part| &all[part]).join(" ")
}

const ALL: &str = "+ +++ +++ +++ +++";
const NONE: &str = "- --- --- --- ---";
/// A consultant without the capability: other consultants' bookings stay hidden.
const NOT_THEIRS: &str = "- --0 --0 --0 ---";
const ASSISTED: &str = "- ++0 ++0 ++0 +--";
const OWN: &str = "- +-0 +-0 +-0 +--";
const RECENT: &str = "- --0 --0 ++0 ---";

#[test]
fn roles_have_their_capabilities() {
    use Capability as C;
    // Admin may everything: below are manager, consultant, viewer.
    let table: &[(Capability, [&str; 3])] = &[
        (C::SeeBookings, [ALL, ASSISTED, ALL]),
        (C::SeeContact, [ALL, ASSISTED, ALL]),
        (C::ChangeBookings, [ALL, ASSISTED, NONE]),
        (C::CorrectOutcomes, [ALL, RECENT, NONE]),
        (C::WaiveLimits, [ALL, NOT_THEIRS, NONE]),
        (C::Reassign, [ALL, OWN, NONE]),
        (C::ChangeMany, [ALL, OWN, NONE]),
        (C::SeeSchedules, [ALL, OWN, ALL]),
        (C::EditSchedules, [ALL, OWN, NONE]),
        (C::SeeProfiles, [ALL, OWN, ALL]),
        (C::EditProfileTexts, [ALL, OWN, NONE]),
        (C::EditProfiles, [NONE, NOT_THEIRS, NONE]),
        (C::SeeTemplates, [ALL, NOT_THEIRS, ALL]),
        (C::EditTemplates, [NONE, NOT_THEIRS, NONE]),
        (C::SeeSettings, [ALL, NOT_THEIRS, ALL]),
        (C::EditSettings, [NONE, NOT_THEIRS, NONE]),
        (C::SeeNumbers, [ALL, OWN, ALL]),
        (C::SeeSmallNumbers, [ALL, OWN, NONE]),
        (C::SeeTotals, [ALL, ALL, ALL]),
        (C::SeeInsights, [ALL, OWN, NONE]),
        (C::ExportBookings, [ALL, NOT_THEIRS, NONE]),
        (C::SeeAudit, [NONE, NOT_THEIRS, NONE]),
        (C::SeeBookingAudit, [ALL, OWN, NONE]),
        (C::ManageAccounts, [NONE, NOT_THEIRS, NONE]),
        (C::ViewAs, [NONE, NOT_THEIRS, NONE]),
        (C::SeeIntegrations, [ALL, NOT_THEIRS, NONE]),
        (C::Redrive, [NONE, NOT_THEIRS, NONE]),
        (C::EraseBookings, [NONE, NOT_THEIRS, NONE]),
    ];
    assert_eq!(table.iter().map(|(capability, _)| *capability).collect::<Vec<_>>(), C::ALL, "each has its row");
    for (capability, [manager, consultant, viewer]) in table {
        let named = [Role::Manager, Role::Consultant, Role::Viewer].into_iter().zip([manager, consultant, viewer]);
        for (role, expected) in named.chain([(Role::Admin, &ALL)]) {
            assert_eq!(row(&account(role, true), *capability), *expected, "{role:?} {}", capability.as_str());
        }
    }
}

#[test]
fn settings_take_capabilities_away() {
    use Capability as C;
    let off = |role, capability| row(&account(role, false), capability);
    for (capability, expected) in
        [(C::EditSchedules, NOT_THEIRS), (C::Reassign, NOT_THEIRS), (C::SeeTotals, NOT_THEIRS)]
    {
        assert_eq!(off(Role::Consultant, capability), expected, "{}", capability.as_str());
        assert_eq!(off(Role::Manager, capability), ALL);
    }
    assert_eq!(off(Role::Manager, C::ExportBookings), NONE);
    assert_eq!(off(Role::Viewer, C::SeeContact), NONE);
    let unchanged = C::ALL.iter().filter(|capability| {
        Role::ALL.iter().all(|role| off(*role, **capability) == row(&account(*role, true), **capability))
    });
    assert_eq!(unchanged.count(), C::ALL.len() - 5);
}

#[test]
fn several_roles_add_up() {
    let mut both = account(Role::Consultant, true);
    both.roles.insert(Role::Viewer);
    assert_eq!(row(&both, Capability::SeeBookings), ALL);
    assert_eq!(row(&both, Capability::ChangeBookings), "- ++- ++- ++- +--", "seen, so no longer hidden");
    assert_eq!(both.reach(Capability::ChangeBookings), Reach::Only(["own", "assisted"].map(id).into()));
}

#[test]
fn disabled_account_may_nothing() {
    for role in Role::ALL {
        let disabled = Account { is_disabled: true, ..account(role, true) };
        for capability in Capability::ALL {
            assert_eq!(row(&disabled, *capability), "x xxx xxx xxx xxx");
        }
        assert!(disabled.can().is_empty());
    }
}

#[test]
fn account_without_role_sees_nothing() {
    let none = Account { roles: BTreeSet::new(), ..account(Role::Consultant, true) };
    for capability in Capability::ALL {
        assert_eq!(row(&none, *capability), NONE);
        assert_eq!(none.reach(*capability), Reach::Nothing);
    }
}

#[test]
fn reach_names_the_consultants() {
    let reach = |role, capability| account(role, true).reach(capability);
    assert_eq!(reach(Role::Manager, Capability::SeeBookings), Reach::All);
    assert_eq!(reach(Role::Consultant, Capability::SeeBookings), Reach::Only(["own", "assisted"].map(id).into()));
    assert_eq!(reach(Role::Consultant, Capability::ChangeMany), Reach::Only([id("own")].into()));
    assert_eq!(reach(Role::Consultant, Capability::EditSettings), Reach::Nothing);
    assert!(account(Role::Consultant, true).can().contains(&Capability::CorrectOutcomes));
    assert_eq!(account(Role::Admin, false).can(), Capability::ALL);
}

#[test]
fn groups_match_whole_names() {
    let roles = |claim: &str| roles_of_claim(claim).into_iter().collect::<Vec<_>>();
    assert_eq!(roles("[admin consultant]"), [Role::Admin, Role::Consultant]);
    assert_eq!(roles("[viewer eu-central-1_Ab1_Okta manager]"), [Role::Manager, Role::Viewer]);
    // One group with a comma, a bracket or another name in it; a claim that is no list.
    for other in ["[x,admin]", "[[admin]]", "[not-admin]", "[Admin]", "[eu-central-1_admin]", "admin", "[]", ""] {
        assert_eq!(roles(other), [], "{other}");
    }
}

#[test]
fn provider_groups_are_mapped_whole() {
    let mapping =
        [("Booking Admins", Role::Admin), ("desk", Role::Manager)].map(|(name, role)| (name.to_owned(), role));
    let roles = |groups: &str| mapped_roles(groups, &mapping.clone().into()).into_iter().collect::<Vec<_>>();
    for groups in ["[Booking Admins, desk]", r#"["Booking Admins","desk"]"#, "desk,Booking Admins"] {
        assert_eq!(roles(groups), [Role::Admin, Role::Manager], "{groups}");
    }
    assert_eq!(roles("desk"), [Role::Manager]);
    assert_eq!(roles("[admin, Desk, desks]"), [], "no name but the mapped ones, not even ours");
}

fn token(roles: &[Role], issued_at: i64) -> TokenFacts {
    let issued_at = crate::time::Instant::from_timestamp(issued_at, 0).unwrap();
    TokenFacts {
        id: "sub".to_owned(),
        roles: roles.iter().copied().collect(),
        consultant: Some(id("own")),
        issued_at,
        email: None,
    }
}

fn record(body: serde_json::Value) -> AccountRecord {
    let mut all = serde_json::json!({ "email": "a@b.example", "createdAt": "2026-11-23T08:00:00Z" });
    all.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
    serde_json::from_value(all).unwrap()
}

#[test]
fn record_replaces_the_tokens_consultant() {
    let settings = AccessSettings::default();
    let of = |record: Option<&AccountRecord>| Account::new(token(&[Role::Consultant], 0), record, settings);
    assert_eq!(of(None).consultant, Some(id("own")));
    assert_eq!(of(Some(&record(serde_json::json!({})))).consultant, None, "it was unlinked");
    let linked = record(serde_json::json!({ "consultantId": "other", "assists": ["own"] }));
    assert_eq!(of(Some(&linked)).consultant, Some(id("other")));
    assert_eq!(Account::new(token(&[Role::Viewer], 0), None, settings).consultant, None, "not in the group");
}

#[test]
fn removed_role_leaves_older_tokens() {
    let demoted = record(serde_json::json!({ "roles": ["viewer"], "rolesChangedAt": "1970-01-01T00:01:00Z" }));
    let roles = |seconds| {
        let token = token(&[Role::Admin, Role::Viewer], seconds);
        Account::new(token, Some(&demoted), AccessSettings::default()).roles
    };
    assert_eq!(roles(60), BTreeSet::from([Role::Viewer]));
    assert_eq!(roles(61), BTreeSet::from([Role::Admin, Role::Viewer]), "the user pool put them back");
}

/// The table of `docs/roles.md`.
fn page_table() -> String {
    let cell = |capability, index: usize| {
        let granted = |on| grants(capability, settings(on), on)[index];
        let text = match granted(true) {
            Grant::No => "–",
            Grant::Own => "own",
            Grant::OwnAndAssisted => "own and assisted",
            Grant::RecentOutcome => "own record, for 15 minutes",
            Grant::All => "all",
        };
        let by_setting = if granted(true) == granted(false) { "" } else { " (setting)" };
        format!("{text}{by_setting}")
    };
    let row = |capability: &Capability| {
        let cells: Vec<_> = (0..Role::ALL.len()).map(|index| cell(*capability, index)).collect();
        format!("| `{}` | {} |\n", capability.as_str(), cells.join(" | "))
    };
    Capability::ALL.iter().map(row).collect()
}

#[test]
fn page_shows_the_table() {
    let (page, table) = (include_str!("../../../../docs/roles.md"), page_table());
    assert!(page.contains(&table), "docs/roles.md needs this table:\n{table}");
}
