//! `make attack` with small numbers.

use tests::attack::{self, Sizes};

#[tokio::test(flavor = "multi_thread")]
async fn attack_harms_no_honest_client() {
    let world = attack::world().await;
    let report = attack::run(&world, Sizes::SMALL).await;
    let faults = report.faults(Sizes::SMALL.networks);
    assert!(faults.is_empty(), "{}\n{report}", faults.join("\n"));
    assert!(report.kept() > 0 && report.most_mails > 0 && report.most_texts > 0, "{report}");
    world.finish().await;
}
