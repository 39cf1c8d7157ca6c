//! The user pool's admin calls.

use serde::Deserialize;
use serde_json::{Value, json};

use super::Aws;
use crate::{
    answer::Answer,
    call::Call,
    ids,
    store::{PoolUser, StoreError},
};

/// Cognito's largest page.
const MAX_PAGE: usize = 60;

/// The members of every call; each has those that it needs.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PoolRequest {
    #[serde(default)]
    username: String,
    #[serde(default)]
    group_name: String,
    #[serde(default)]
    user_attributes: Vec<Attribute>,
    limit: Option<usize>,
    next_token: Option<String>,
    pagination_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attribute {
    name: String,
    value: String,
}

impl Aws {
    pub(super) fn perform_on_users(&self, call: &Call<'_>) -> Answer {
        let request: PoolRequest = match serde_json::from_slice(call.body) {
            Ok(request) => request,
            Err(error) => return Answer::refusal("InvalidParameterException", &error.to_string()),
        };
        let answer = match call.operation {
            "ListUsers" => self.list_users(&request, |_| true, "PaginationToken"),
            "ListUsersInGroup" => {
                self.list_users(&request, |user| user.groups.contains(&request.group_name), "NextToken")
            }
            "AdminCreateUser" => self.create_user(&request),
            "AdminGetUser" => self.with_user(&request, |user| Ok(shown(user, "UserAttributes"))),
            "AdminListGroupsForUser" => self.with_user(&request, |user| Ok(groups_of(user))),
            "AdminAddUserToGroup" => self.set_member(&request, true),
            "AdminRemoveUserFromGroup" => self.set_member(&request, false),
            "AdminDisableUser" => self.change_user(&request, |user| user.is_enabled = false),
            "AdminEnableUser" => self.change_user(&request, |user| user.is_enabled = true),
            "AdminUserGlobalSignOut" => {
                let now = self.clock.now_millis();
                self.change_user(&request, |user| user.signed_out_at = now)
            }
            other => return Answer::unknown(other),
        };
        answer.unwrap_or_else(|error| Answer::failure(&error.to_string()))
    }

    fn list_users(
        &self,
        request: &PoolRequest,
        wanted: impl Fn(&PoolUser) -> bool,
        token: &str,
    ) -> Result<Answer, StoreError> {
        let users: Vec<_> = self.store.users()?.into_iter().filter(wanted).collect();
        let given = request.next_token.as_ref().or(request.pagination_token.as_ref());
        let start = given.and_then(|token| token.parse().ok()).unwrap_or(0);
        let limit = request.limit.unwrap_or(MAX_PAGE).min(MAX_PAGE);
        let page: Vec<_> = users.iter().skip(start).take(limit).map(|user| shown(user, "Attributes")).collect();
        let mut body = json!({ "Users": page });
        if start + limit < users.len() {
            body[token] = (start + limit).to_string().into();
        }
        Ok(Answer::ok(&body))
    }

    fn create_user(&self, request: &PoolRequest) -> Result<Answer, StoreError> {
        if !request.username.contains('@') {
            return Ok(Answer::refusal("InvalidParameterException", "Username should be an email."));
        }
        if self.store.user(&request.username)?.is_some() {
            return Ok(Answer::refusal("UsernameExistsException", "User account already exists"));
        }
        let consultant = request.user_attributes.iter().find(|it| it.name == "custom:consultant_id");
        let user = PoolUser {
            sub: ids::of_address(&request.username),
            email: request.username.to_lowercase(),
            is_enabled: true,
            status: "FORCE_CHANGE_PASSWORD".to_owned(),
            groups: Vec::new(),
            consultant_id: consultant.map(|it| it.value.clone()),
            created_at: self.clock.now_millis(),
            signed_out_at: 0,
        };
        self.store.put_user(&user)?;
        Ok(Answer::ok(&json!({ "User": shown(&user, "Attributes") })))
    }

    fn set_member(&self, request: &PoolRequest, is_member: bool) -> Result<Answer, StoreError> {
        if !self.system.user_groups.contains(&request.group_name) {
            return Ok(Answer::refusal("ResourceNotFoundException", "Group not found."));
        }
        self.change_user(request, |user| {
            user.groups.retain(|group| *group != request.group_name);
            user.groups.extend(is_member.then(|| request.group_name.clone()));
        })
    }

    fn with_user(
        &self,
        request: &PoolRequest,
        answer: impl FnOnce(&PoolUser) -> Result<Value, StoreError>,
    ) -> Result<Answer, StoreError> {
        match self.store.user(&request.username)? {
            Some(user) => Ok(Answer::ok(&answer(&user)?)),
            None => Ok(Answer::refusal("UserNotFoundException", "User does not exist.")),
        }
    }

    fn change_user(&self, request: &PoolRequest, change: impl FnOnce(&mut PoolUser)) -> Result<Answer, StoreError> {
        self.with_user(request, |user| {
            let mut user = user.clone();
            change(&mut user);
            self.store.put_user(&user)?;
            Ok(json!({}))
        })
    }
}

fn groups_of(user: &PoolUser) -> Value {
    let groups: Vec<_> = user.groups.iter().map(|name| json!({ "GroupName": name })).collect();
    json!({ "Groups": groups })
}

fn shown(user: &PoolUser, attributes: &str) -> Value {
    let mut list = vec![
        json!({ "Name": "sub", "Value": user.sub }),
        json!({ "Name": "email", "Value": user.email }),
        json!({ "Name": "email_verified", "Value": "true" }),
    ];
    list.extend(user.consultant_id.iter().map(|id| json!({ "Name": "custom:consultant_id", "Value": id })));
    json!({
        "Username": user.sub,
        attributes: list,
        "UserCreateDate": user.created_at / 1_000,
        "UserLastModifiedDate": user.created_at / 1_000,
        "Enabled": user.is_enabled,
        "UserStatus": user.status,
    })
}
