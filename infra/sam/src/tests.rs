use std::time::Duration;

use super::{DEPLOYED, Periodic, Place, Redrive, Subscription, System};

fn deployed() -> System {
    System::parse(DEPLOYED, &[("SiteUrl", "http://127.0.0.1:8080")]).unwrap()
}

#[test]
fn deployed_template_is_read() {
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
    assert_eq!(system.tables["Table"].indexes[0].name, "pending");
    assert_eq!(system.streams[0].table, "Table");
    let fills_mail = |rule: &super::Rule| rule.queues == ["NotifyMailQueue"];
    assert!(system.rules.iter().any(fills_mail));
    let queue = &system.queues["NotifyMailQueue"];
    assert_eq!(queue.visibility, Duration::from_secs(60));
    assert_eq!(
        queue.redrive,
        Some(Redrive { dead_letters: "NotifyMailDeadLetters".to_owned(), maximum_receives: 102 })
    );
    assert_eq!(system.cors.unwrap().origins, ["*"]);
}

#[test]
fn deployed_jobs_can_be_scheduled() {
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
        offset: Duration::ZERO,
    };
    assert!(system.periodic.contains(&often), "{:?}", system.periodic);
}

#[test]
fn console_routes_use_local_issuer() {
    let system =
        System::parse_at(DEPLOYED, &[], Place { issuer_url: "http://127.0.0.1:8080/_local/issuer", table_suffix: "" })
            .unwrap();
    let console = &system.authorizers["Console"];
    assert_eq!(console.issuer, "http://127.0.0.1:8080/_local/issuer");
    assert_eq!(console.audience, ["ConsoleClient"]);
    assert_eq!(system.user_groups, ["admin", "consultant", "manager", "viewer"]);
    assert_eq!(system.user_clients[0].id, "ConsoleClient");
    assert_eq!(system.user_clients[0].id_token_validity, Duration::from_secs(3_600));
    let guarded = |route: &&super::Route| route.key().contains(" /v1/admin/");
    assert!(system.routes.iter().filter(guarded).all(|route| route.guard.is_some()));
}

#[test]
fn mail_events_reach_a_queue() {
    let system = deployed();
    let events = &system.mail_events[0];
    assert_eq!((events.configuration_set.as_str(), events.topic.as_str()), ("MailConfiguration", "MailEvents"));
    for kind in ["send", "delivery", "bounce", "complaint"] {
        assert!(events.kinds.iter().any(|it| it == kind), "{kind}");
    }
    let subscription = Subscription { queue: "RecordDeliveryQueue".to_owned(), raw: true };
    assert_eq!(system.topics["MailEvents"].subscriptions, [subscription]);
}

#[test]
fn missing_right_or_authorizer_fails_start() {
    let without = |text: &str, by: &str| {
        assert!(DEPLOYED.contains(text), "{text}");
        refusal(&DEPLOYED.replace(text, by))
    };
    assert_eq!(
        without("Principal: {Service: sns.amazonaws.com}", "Principal: {Service: events.amazonaws.com}"),
        "template.yaml, Resources: InboundMails fills RecordDeliveryQueue, which no policy lets sns.amazonaws.com do"
    );
    assert_eq!(
        without("Principal: {Service: ses.amazonaws.com}", "Principal: {Service: events.amazonaws.com}"),
        "template.yaml, Resources: mail events go to MailEvents, which no policy lets ses.amazonaws.com do"
    );
    let guarded = "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Events:\n        Get: {Type: \
                   HttpApi, Properties: {Method: GET, Path: /a, Auth: {Authorizer: Console}}}\n";
    assert_eq!(refusal(guarded), "template.yaml, Resources: GET /a is guarded by Console, which is not an authorizer");
    let keyed = "Resources:\n  A:\n    Type: AWS::Serverless::HttpApi\n    Properties: {Auth: {Authorizers: {C: {IdentitySource: \
                 $request.querystring.t, JwtConfiguration: {issuer: a, audience: [b]}}}}}\n";
    assert_eq!(
        refusal(keyed),
        "template.yaml, Resources.A.Properties.Auth.Authorizers.C.IdentitySource: only $request.header.Authorization is \
         supported by the local system"
    );
}

fn refusal(text: &str) -> String {
    System::parse(text, &[]).unwrap_err().to_string()
}

#[test]
fn unknown_parts_are_refused_with_path() {
    assert_eq!(
        refusal("Resources:\n  A:\n    Type: AWS::EC2::VPC\n    Properties: {}\n"),
        "template.yaml, Resources.A.Type: AWS::EC2::VPC is not supported by the local system"
    );
    assert_eq!(refusal("Hooks: {}\nResources: {}\n"), "template.yaml, Hooks: is not supported by the local system");
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
    // Resources that watch may depend on a condition; resources that route may not.
    let around = "Resources:\n  A: {Type: AWS::CloudWatch::Alarm, Condition: X, Properties: {AlarmName: {Fn::If: [X, a, \
                  b]}}}\n  B: {Type: AWS::SNS::Subscription, Condition: X, Properties: {Protocol: email}}\n";
    System::parse(around, &[]).unwrap();
    assert_eq!(
        refusal("Resources:\n  A: {Type: AWS::SNS::Subscription, Condition: X, Properties: {Protocol: sqs}}\n"),
        "template.yaml, Resources.A.Condition: is not supported by the local system"
    );
    let cron = "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Events:\n        Daily: \
                {Type: ScheduleV2, Properties: {ScheduleExpression: cron(0 8 ? * MON *)}}\n";
    assert_eq!(
        refusal(cron),
        "template.yaml, Resources.F.Properties.Events.Daily.Properties.ScheduleExpression: cron(0 8 ? * MON *) is \
         not supported by the local system; rate(5 minutes), cron(30 * * * ? *) and cron(30 2 * * ? *) would be"
    );
    assert_eq!(
        refusal("Parameters:\n  P: {Type: String}\nResources: {}\n"),
        "template.yaml, Parameters.P: has no default"
    );
}

#[test]
fn only_alarms_are_a_nested_stack() {
    let stack = |url: &str, parameter: &str| {
        format!(
            "Resources:\n  Q: {{Type: AWS::SQS::Queue, Properties: {{}}}}\n  A:\n    Type: AWS::CloudFormation::Stack\n    \
             Properties: {{TemplateURL: {url}, Parameters: {{Q: !GetAtt {parameter}.QueueName}}}}\n"
        )
    };
    System::parse(&stack("infra/alarms.yaml", "Q"), &[]).unwrap();
    assert_eq!(
        refusal(&stack("infra/alarms.yaml", "R")),
        "template.yaml, Resources.A.Properties.Parameters.Q: names R, which is not there"
    );
    assert_eq!(
        refusal(&stack("infra/more.yaml", "Q")),
        "template.yaml, Resources.A.Properties.TemplateURL: infra/alarms.yaml is the only nested stack that is supported \
         by the local system"
    );
}

#[test]
fn unknown_name_is_refused() {
    let text = "Resources:\n  A:\n    Type: AWS::Logs::LogGroup\n    Properties: {RetentionInDays: !Ref Days}\n";
    assert_eq!(refusal(text), "template.yaml, Resources.A.Properties.RetentionInDays: names Days, which is not there");
}

#[test]
fn override_needs_a_parameter() {
    let error = System::parse("Resources: {}\n", &[("SiteUrl", "x")]).unwrap_err();
    assert_eq!(error.path, "Parameters.SiteUrl");
}
