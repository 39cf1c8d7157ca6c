use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Map, Value};

use super::{AccountRecord, Role};
use crate::{
    contact::EmailAddress,
    fault::{Faults, Rule},
    fields::{Fields, element},
    ids::ConsultantId,
    time::Instant,
};

/// Consultants that one account may assist.
const MAX_ASSISTED: usize = 50;

/// The rights of an account, as an administrator sets them; the whole of them each time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AccountRights {
    pub roles: BTreeSet<Role>,
    pub consultant_id: Option<ConsultantId>,
    pub assists: BTreeSet<ConsultantId>,
    pub contact: bool,
    pub disabled: bool,
}

impl AccountRights {
    /// Parses the body of a change.
    ///
    /// # Errors
    /// With every fault.
    pub fn parse(body: &Map<String, Value>) -> Result<Self, Faults> {
        let mut faults = Faults::new();
        let rights = Self::of(&Fields::root(body), &mut faults);
        faults.or(Some(rights))
    }

    fn of(fields: &Fields<'_>, faults: &mut Faults) -> Self {
        let roles = roles(fields, faults);
        let consultant_id = fields.parsed("consultantId", faults, ConsultantId::parse);
        let assists = assists(fields, faults);
        if roles.contains(&Role::Consultant) && consultant_id.is_none() && assists.is_empty() {
            fields.missing("consultantId", faults);
        }
        Self {
            roles,
            // Assisting oneself says nothing.
            assists: assists.into_iter().filter(|id| consultant_id.as_ref() != Some(id)).collect(),
            consultant_id,
            contact: fields.boolean("contact", faults).unwrap_or_default(),
            disabled: fields.boolean("disabled", faults).unwrap_or_default(),
        }
    }

    /// The consultants that it names, with the pointers of their fields.
    pub fn consultants(&self) -> impl Iterator<Item = (&'static str, &ConsultantId)> {
        let own = self.consultant_id.iter().map(|id| ("/consultantId", id));
        own.chain(self.assists.iter().map(|id| ("/assists", id)))
    }

    /// The rights that a record and the groups of the user pool give.
    pub fn now(record: Option<&AccountRecord>, groups: BTreeSet<Role>) -> Self {
        Self {
            roles: groups,
            consultant_id: record.and_then(|record| record.consultant_id.clone()),
            assists: record.map(|record| record.assists.clone()).unwrap_or_default(),
            contact: record.is_some_and(|record| record.contact),
            disabled: record.is_some_and(|record| record.disabled_at.is_some()),
        }
    }

    /// The record after this change; `before` is one that `now` was made of.
    pub fn applied(&self, before: &AccountRecord, groups: &BTreeSet<Role>, now: Instant) -> AccountRecord {
        let is_changed = *groups != self.roles || before.roles != self.roles;
        AccountRecord {
            consultant_id: self.consultant_id.clone(),
            assists: self.assists.clone(),
            contact: self.contact,
            disabled_at: self.disabled.then(|| before.disabled_at.unwrap_or(now)),
            roles: self.roles.clone(),
            roles_changed_at: if is_changed { Some(now) } else { before.roles_changed_at },
            version: before.version + 1,
            ..before.clone()
        }
    }

    /// Returns `true` if this change takes something away, so that log-ins from before it must end.
    pub fn takes_from(&self, before: &Self) -> bool {
        let lost_role = !before.roles.is_subset(&self.roles);
        lost_role || (self.disabled && !before.disabled)
    }

    /// An account that may change other accounts.
    pub fn is_admin(&self) -> bool {
        self.roles.contains(&Role::Admin) && !self.disabled
    }
}

/// A request for a new account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    pub email: EmailAddress,
    pub rights: AccountRights,
}

impl Invitation {
    /// Parses the body of an invitation.
    ///
    /// # Errors
    /// With every fault.
    pub fn parse(body: &Map<String, Value>) -> Result<Self, Faults> {
        let mut faults = Faults::new();
        let fields = Fields::root(body);
        let email = fields.required("email", &mut faults, EmailAddress::parse).map(|email| email.normal());
        let rights = AccountRights::of(&fields, &mut faults);
        faults.or(email.map(|email| Self { email, rights }))
    }
}

fn roles(fields: &Fields<'_>, faults: &mut Faults) -> BTreeSet<Role> {
    const NAMES: &[&str] = &["admin", "manager", "consultant", "viewer"];
    let mut roles = BTreeSet::new();
    if fields.get("roles").is_none() {
        fields.missing("roles", faults);
    }
    for (pointer, value) in fields.list("roles", NAMES.len(), faults) {
        match element(value, &pointer, faults).map(Role::of_group) {
            Some(Some(role)) => {
                roles.insert(role);
            }
            Some(None) => faults.add(pointer, Rule::OneOf(NAMES)),
            None => {}
        }
    }
    roles
}

fn assists(fields: &Fields<'_>, faults: &mut Faults) -> BTreeSet<ConsultantId> {
    let mut assists = BTreeSet::new();
    for (pointer, value) in fields.list("assists", MAX_ASSISTED, faults) {
        match element(value, &pointer, faults).map(ConsultantId::parse) {
            Some(Ok(id)) => {
                assists.insert(id);
            }
            Some(Err(rule)) => faults.add(pointer, rule),
            None => {}
        }
    }
    assists
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parse(body: Value) -> Result<AccountRights, Vec<(String, Rule)>> {
        let faults = |faults: Faults| faults.into_vec().into_iter().map(|it| (it.pointer, it.rule)).collect();
        AccountRights::parse(body.as_object().unwrap()).map_err(faults)
    }

    #[test]
    fn rights_are_read_whole() {
        let rights =
            parse(json!({"roles": ["consultant"], "consultantId": "anna", "assists": ["ben", "anna"]})).unwrap();
        assert_eq!(rights.roles, BTreeSet::from([Role::Consultant]));
        assert_eq!(rights.assists.len(), 1, "assisting oneself says nothing");
        assert!(!rights.contact && !rights.disabled);
        let faults = parse(json!({"roles": ["root", 5], "assists": ["A B"], "contact": "yes"})).unwrap_err();
        let pointers: Vec<_> = faults.iter().map(|(pointer, _)| pointer.as_str()).collect();
        assert_eq!(pointers, ["/roles/0", "/roles/1", "/assists/0", "/contact"]);
        assert_eq!(parse(json!({})).unwrap_err(), [("/roles".to_owned(), Rule::Required)]);
        let without = parse(json!({"roles": ["consultant"]})).unwrap_err();
        assert_eq!(without, [("/consultantId".to_owned(), Rule::Required)]);
    }

    #[test]
    fn applied_rights_date_changed_roles() {
        let at = |seconds| Instant::from_timestamp(seconds, 0).unwrap();
        let rights = parse(json!({"roles": ["viewer"], "disabled": true})).unwrap();
        let before = AccountRecord::new("a@b.example".to_owned(), true, at(0));
        let after = rights.applied(&before, &BTreeSet::from([Role::Admin]), at(9));
        assert_eq!((after.roles_changed_at, after.disabled_at, after.version), (Some(at(9)), Some(at(9)), 1));
        let again = rights.applied(&after, &rights.roles, at(12));
        assert_eq!((again.roles_changed_at, again.disabled_at), (Some(at(9)), Some(at(9))));
        let admin = parse(json!({"roles": ["admin", "viewer"]})).unwrap();
        assert!(rights.takes_from(&admin) && !admin.takes_from(&rights));
    }
}
