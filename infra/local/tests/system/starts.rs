//! A start that can't succeed reports why.

use emulator::registry::Registry;
use local::{Local, Options};

use crate::{
    functions,
    world::{TEMPLATE, World},
};

async fn refusal(options: Options, template: &str, registry: &Registry) -> String {
    match Local::start_with(options, template, registry).await {
        Ok(_) => panic!("it started"),
        Err(error) => error.to_string(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn missing_function_stops_the_start() {
    let world = World::start().await;
    let options = Options { data: world.options().data.with_extension("other"), ..world.options() };
    let unknown =
        functions::registry().http("GhostFunction", "system", |_| Ok(()), |_, _| async { Default::default() });
    assert_eq!(
        refusal(options.clone(), TEMPLATE, &unknown).await,
        "infra/local/src/functions.rs registers GhostFunction, which template.yaml does not have"
    );
    assert_eq!(
        refusal(options, TEMPLATE, &Registry::default()).await,
        "template.yaml has DefaultFunction, which infra/local/src/functions.rs does not register"
    );
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn taken_port_or_folder_is_reported() {
    let world = World::start().await;
    let error = refusal(world.options(), TEMPLATE, &functions::registry()).await;
    assert!(error.contains("is in use by another process"), "{error}");
    let data = world.options().data.with_extension("other");
    let port = world.local().address().port();
    let error = refusal(Options { data, port, ..world.options() }, TEMPLATE, &functions::registry()).await;
    assert_eq!(error, format!("port {port} of 127.0.0.1 can't be listened on; give another with --port"));
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changed_table_definition_is_refused() {
    let world = World::start().await;
    let copy = world.options().data.with_extension("copy");
    copy_folder(&world.options().data, &copy);
    let changed = TEMPLATE.replace("StreamViewType: NEW_IMAGE", "StreamViewType: KEYS_ONLY");
    let error = refusal(Options { data: copy, ..world.options() }, &changed, &functions::registry()).await;
    assert!(error.contains("holds a table Table of another definition"), "{error}");
    world.stop().await;
}

fn copy_folder(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}
