use std::time::Duration;

use super::{DEPLOYED, Periodic, Redrive, System};

fn deployed() -> System {
    System::parse(DEPLOYED, &[("SiteUrl", "http://127.0.0.1:8080")]).unwrap()
}

#[test]
fn the_deployed_template_is_understood() {
    let system = deployed();
    let keys: Vec<String> = system.routes.iter().map(super::Route::key).collect();
    assert!(keys.contains(&"POST /v1/bookings".to_owned()), "{keys:?}");
    assert!(keys.contains(&"GET /v1/bookings/{reference}/invite.ics".to_owned()), "{keys:?}");
    assert_eq!(keys.iter().filter(|key| *key == "$default").count(), 1);
    assert_eq!(system.functions["RelayFunction"].environment["EVENT_BUS"], "Bus");
    assert_eq!(system.functions["RelayFunction"].environment["TABLE_NAME"], "Table");
    assert_eq!(system.functions["RelayFunction"].environment["SITE_URL"], "http://127.0.0.1:8080");
    assert_eq!(system.functions["RelayFunction"].actions, ["events:PutEvents"]);
    assert_eq!(system.functions["NotifyMailFunction"].timeout, Duration::from_secs(10));
    assert_eq!(system.tables["Table"].key.range.as_deref(), Some("sk"));
    assert_eq!(system.tables["Table"].indexes[0].name, "owed");
    assert_eq!(system.streams[0].table, "Table");
    assert_eq!(system.rules[0].queues, ["NotifyMailQueue"]);
    let queue = &system.queues["NotifyMailQueue"];
    assert_eq!(queue.visibility, Duration::from_secs(60));
    assert_eq!(
        queue.redrive,
        Some(Redrive { dead_letters: "NotifyMailDeadLetters".to_owned(), maximum_receives: 102 })
    );
    assert_eq!(system.cors.unwrap().origins, ["*"]);
}

#[test]
fn the_deployed_jobs_can_be_scheduled_and_run() {
    let system = deployed();
    assert_eq!(system.schedule_groups, ["Jobs"]);
    let scheduling = &system.functions["ScheduleJobsFunction"];
    assert_eq!(scheduling.environment["JOBS_GROUP"], "Jobs");
    let (role, queue) =
        (&scheduling.environment["JOBS_ROLE"], scheduling.environment["SEND_REMINDER_QUEUE_ARN"].as_str());
    let role = &system.roles[role];
    assert!(role.lets("scheduler.amazonaws.com", "sqs:SendMessage", queue));
    assert!(!role.lets("lambda.amazonaws.com", "sqs:SendMessage", queue));
    assert!(!role.lets("scheduler.amazonaws.com", "sqs:ReceiveMessage", queue));
    assert!(!role.lets("scheduler.amazonaws.com", "sqs:SendMessage", &queue.replace("SendReminder", "NotifyMail")));
    for action in ["scheduler:CreateSchedule", "scheduler:DeleteSchedule", "iam:PassRole"] {
        assert!(scheduling.actions.iter().any(|it| it == action), "{action}");
    }
    let often = Periodic {
        function: "ReconcileFunction".to_owned(),
        event: "Often".to_owned(),
        period: Duration::from_secs(300),
    };
    assert_eq!(system.periodic, [often]);
}

fn refusal(text: &str) -> String {
    System::parse(text, &[]).unwrap_err().to_string()
}

#[test]
fn what_is_not_understood_is_refused_by_its_path() {
    assert_eq!(
        refusal("Resources:\n  A:\n    Type: AWS::SNS::Topic\n    Properties: {}\n"),
        "template.yaml, Resources.A.Type: AWS::SNS::Topic is not supported by the local system"
    );
    assert_eq!(
        refusal("Conditions: {}\nResources: {}\n"),
        "template.yaml, Conditions: is not supported by the local system"
    );
    assert_eq!(
        refusal("Resources:\n  A:\n    Type: AWS::SQS::Queue\n    Condition: X\n    Properties: {}\n"),
        "template.yaml, Resources.A.Condition: is not supported by the local system"
    );
    assert_eq!(
        refusal("Resources:\n  A:\n    Type: AWS::SQS::Queue\n    Properties: {FifoQueue: true}\n"),
        "template.yaml, Resources.A.Properties.FifoQueue: is not supported by the local system"
    );
    assert_eq!(
        refusal("Resources:\n  A:\n    Type: AWS::SQS::Queue\n    Properties: {VisibilityTimeout: !If [a, 1, 2]}\n"),
        "template.yaml, Resources.A.Properties.VisibilityTimeout: !If is not supported"
    );
    let cron = "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Events:\n        Daily: \
                {Type: ScheduleV2, Properties: {ScheduleExpression: cron(0 8 * * ? *)}}\n";
    assert_eq!(
        refusal(cron),
        "template.yaml, Resources.F.Properties.Events.Daily.Properties.ScheduleExpression: cron(0 8 * * ? *) is not \
         supported by the local system; rate(5 minutes) would be"
    );
    assert_eq!(
        refusal("Parameters:\n  P: {Type: String}\nResources: {}\n"),
        "template.yaml, Parameters.P: has no default"
    );
}

#[test]
fn a_name_that_is_not_there_is_refused() {
    let text = "Resources:\n  A:\n    Type: AWS::Logs::LogGroup\n    Properties: {RetentionInDays: !Ref Days}\n";
    assert_eq!(refusal(text), "template.yaml, Resources.A.Properties.RetentionInDays: names Days, which is not there");
}

#[test]
fn an_override_of_no_parameter_is_refused() {
    let error = System::parse("Resources: {}\n", &[("SiteUrl", "x")]).unwrap_err();
    assert_eq!(error.path, "Parameters.SiteUrl");
}
