//! The admin calls of the user pool.

use std::collections::BTreeSet;

use aws_sdk_cognitoidentityprovider::{
    Client,
    error::{ProvideErrorMetadata, SdkError},
    operation::admin_get_user::AdminGetUserOutput,
    types::{AttributeType, DeliveryMediumType, UserStatusType, UserType},
};
use domain::{access::Role, time::Instant};
use http_api::Problem;
use platform::FromEnv;

/// Pages of 60 users that a list reads at most: more accounts than a company has.
const MAX_PAGES: usize = 20;

/// The user pool of the console.
#[derive(Debug, FromEnv)]
pub struct UserPool {
    #[env(sdk)]
    client: Client,
    #[env("USER_POOL_ID")]
    id: String,
}

/// A user of the pool.
#[derive(Debug, Clone)]
pub(crate) struct User {
    /// The user's id, the claim `sub`.
    pub(crate) id: String,
    pub(crate) email: String,
    pub(crate) email_verified: bool,
    pub(crate) created_at: Instant,
    pub(crate) status: Status,
    /// Those of our roles that the user's groups name.
    pub(crate) roles: BTreeSet<Role>,
    pub(crate) is_enabled: bool,
}

/// The state of a log-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Status {
    /// Invited, and not logged in yet.
    Invited,
    Active,
    /// Logs in at another provider, which decides on the groups.
    Federated,
}

/// The result of a new user's creation.
pub(crate) enum Created {
    New(Box<User>),
    /// The address has a user already.
    Exists,
}

impl UserPool {
    /// Returns every user, with the roles of their groups.
    pub(crate) async fn users(&self) -> Result<Vec<User>, Problem> {
        let mut users: Vec<User> = Vec::new();
        let mut token = None;
        for _ in 0..MAX_PAGES {
            let list = self.client.list_users().user_pool_id(&self.id).set_pagination_token(token);
            let page = list.send().await.map_err(refused)?;
            users.extend(page.users().iter().filter_map(listed));
            token = page.pagination_token;
            if token.is_none() {
                break;
            }
        }
        for role in Role::ALL {
            for id in self.members(role).await? {
                if let Some(user) = users.iter_mut().find(|user| user.id == id) {
                    user.roles.insert(role);
                }
            }
        }
        Ok(users)
    }

    /// Returns the ids of a group's enabled members.
    pub(crate) async fn members(&self, role: Role) -> Result<Vec<String>, Problem> {
        let (mut ids, mut token) = (Vec::new(), None);
        for _ in 0..MAX_PAGES {
            let list = self.client.list_users_in_group().user_pool_id(&self.id).group_name(role.group());
            let page = list.set_next_token(token).send().await.map_err(refused)?;
            ids.extend(page.users().iter().filter(|user| user.enabled).filter_map(listed).map(|user| user.id));
            token = page.next_token;
            if token.is_none() {
                break;
            }
        }
        Ok(ids)
    }

    /// Finds a user by id or address.
    pub(crate) async fn user(&self, name: &str) -> Result<Option<User>, Problem> {
        let found = match self.client.admin_get_user().user_pool_id(&self.id).username(name).send().await {
            Ok(found) => found,
            Err(error) if is(&error, "UserNotFoundException") => return Ok(None),
            Err(error) => return Err(refused(error)),
        };
        let groups = self.client.admin_list_groups_for_user().user_pool_id(&self.id).username(&found.username);
        let groups = groups.send().await.map_err(refused)?;
        let roles = groups.groups().iter().filter_map(|group| Role::of_group(group.group_name()?)).collect();
        Ok(Some(User { roles, ..of_output(&found) }))
    }

    /// Creates a user: Cognito mails the invitation.
    pub(crate) async fn create(&self, email: &str) -> Result<Created, Problem> {
        let attribute = |name: &str, value: &str| AttributeType::builder().name(name).value(value).build();
        let create = self
            .client
            .admin_create_user()
            .user_pool_id(&self.id)
            .username(email)
            .user_attributes(attribute("email", email).map_err(Problem::bug)?)
            .user_attributes(attribute("email_verified", "true").map_err(Problem::bug)?)
            .desired_delivery_mediums(DeliveryMediumType::Email);
        match create.send().await {
            Ok(created) => {
                let user = created.user().and_then(listed).ok_or_else(|| Problem::bug("a user without an id"))?;
                Ok(Created::New(Box::new(user)))
            }
            Err(error) if is(&error, "UsernameExistsException") => Ok(Created::Exists),
            Err(error) => Err(refused(error)),
        }
    }

    /// Makes the user's groups those of these roles.
    pub(crate) async fn set_roles(&self, user: &User, roles: &BTreeSet<Role>) -> Result<(), Problem> {
        for role in roles.difference(&user.roles) {
            let add = self.client.admin_add_user_to_group().user_pool_id(&self.id).username(&user.id);
            add.group_name(role.group()).send().await.map_err(refused)?;
        }
        for role in user.roles.difference(roles) {
            let remove = self.client.admin_remove_user_from_group().user_pool_id(&self.id).username(&user.id);
            remove.group_name(role.group()).send().await.map_err(refused)?;
        }
        Ok(())
    }

    /// Lets the user log in, or not.
    pub(crate) async fn set_enabled(&self, user: &User, is_enabled: bool) -> Result<(), Problem> {
        if user.is_enabled == is_enabled {
            return Ok(());
        }
        if is_enabled {
            let enable = self.client.admin_enable_user().user_pool_id(&self.id).username(&user.id);
            enable.send().await.map_err(refused)?;
        } else {
            let disable = self.client.admin_disable_user().user_pool_id(&self.id).username(&user.id);
            disable.send().await.map_err(refused)?;
        }
        Ok(())
    }

    /// Ends the user's log-ins: no token is renewed any more.
    pub(crate) async fn sign_out(&self, user: &User) -> Result<(), Problem> {
        let sign_out = self.client.admin_user_global_sign_out().user_pool_id(&self.id).username(&user.id);
        sign_out.send().await.map_err(refused)?;
        Ok(())
    }
}

fn is<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>, code: &str) -> bool {
    matches!(error, SdkError::ServiceError(service) if service.err().code() == Some(code))
}

fn refused<E, R>(error: SdkError<E, R>) -> Problem
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    let is_ours =
        ["InvalidParameterException", "NotAuthorizedException", "ResourceNotFoundException", "AccessDeniedException"];
    if is_ours.iter().any(|code| is(&error, code)) { Problem::bug(error) } else { Problem::busy(error) }
}

fn listed(user: &UserType) -> Option<User> {
    let attributes = user.attributes();
    Some(User {
        id: attribute(attributes, "sub").or(user.username())?.to_owned(),
        email: attribute(attributes, "email").unwrap_or_default().to_owned(),
        email_verified: attribute(attributes, "email_verified") == Some("true"),
        created_at: created(user.user_create_date.as_ref().map_or(0, |date| date.secs())),
        status: status(user.user_status()),
        roles: BTreeSet::new(),
        is_enabled: user.enabled,
    })
}

fn of_output(user: &AdminGetUserOutput) -> User {
    let attributes = user.user_attributes();
    User {
        id: attribute(attributes, "sub").unwrap_or(user.username()).to_owned(),
        email: attribute(attributes, "email").unwrap_or_default().to_owned(),
        email_verified: attribute(attributes, "email_verified") == Some("true"),
        created_at: created(user.user_create_date.as_ref().map_or(0, |date| date.secs())),
        status: status(user.user_status()),
        roles: BTreeSet::new(),
        is_enabled: user.enabled,
    }
}

fn attribute<'a>(attributes: &'a [AttributeType], name: &str) -> Option<&'a str> {
    attributes.iter().find(|it| it.name() == name)?.value()
}

fn created(seconds: i64) -> Instant {
    Instant::from_timestamp(seconds, 0).unwrap_or_default()
}

fn status(status: Option<&UserStatusType>) -> Status {
    match status {
        Some(UserStatusType::ForceChangePassword) => Status::Invited,
        Some(UserStatusType::ExternalProvider) => Status::Federated,
        _ => Status::Active,
    }
}
