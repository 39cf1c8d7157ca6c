use domain::booking::JobSettings;
use platform::{Config, ConfigError, Env, FromEnv};

/// Due times of jobs, with the product's defaults.
#[derive(Debug)]
pub struct JobTimes(pub JobSettings);

/// Those of the attendance check and the jobs that follow it; the others are the defaults.
#[derive(Debug)]
pub struct AttendanceTimes(pub JobSettings);

/// The time in a setting, where 0 means never.
fn or_never(config: &Config, name: &str, usual: Option<u32>) -> Result<Option<u32>, ConfigError> {
    let time = config.parsed(name, usual.unwrap_or_default())?;
    Ok((time > 0).then_some(time))
}

impl FromEnv for JobTimes {
    fn from_env(env: &Env) -> Result<Self, ConfigError> {
        let (config, default) = (&env.config, AttendanceTimes::from_env(env)?.0);
        Ok(Self(JobSettings {
            client_reminder_hours: config.parsed("CLIENT_REMINDER_HOURS", default.client_reminder_hours)?,
            consultant_reminder_hours: config.parsed("CONSULTANT_REMINDER_HOURS", default.consultant_reminder_hours)?,
            follow_up_hours: or_never(config, "FOLLOW_UP_HOURS", default.follow_up_hours)?,
            no_show_follow_up_minutes: or_never(
                config,
                "NO_SHOW_FOLLOW_UP_MINUTES",
                default.no_show_follow_up_minutes,
            )?,
            ..default
        }))
    }
}

impl FromEnv for AttendanceTimes {
    fn from_env(env: &Env) -> Result<Self, ConfigError> {
        let (config, default) = (&env.config, JobSettings::default());
        Ok(Self(JobSettings {
            attendance_check_minutes: or_never(config, "ATTENDANCE_CHECK_MINUTES", default.attendance_check_minutes)?,
            auto_complete_hours: or_never(config, "AUTO_COMPLETE_HOURS", default.auto_complete_hours)?,
            ..default
        }))
    }
}
