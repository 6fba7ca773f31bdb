//! The trials.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use backend::ids::{Ids as _, RandomIds};
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::applicant::Applicant;
use super::ledger;
use super::stage::{Line, Portal, Postgres, folder, keys};

/// How many people are at work at the same time.
const CROWD: usize = 64;
/// How many of them fill in at the same time: that is not what is tried here.
const FILLING_IN: usize = 8;

/// A moment nobody has chosen.
async fn a_while(at_most: u64) {
    sleep(Duration::from_millis(RandomIds.number() % at_most)).await;
}

/// A crowd that has filled in everything and has only to promise.
async fn crowd(portal: &Arc<Portal>, count: usize) -> Vec<Applicant> {
    let mut filled = Vec::with_capacity(count);
    let mut working = JoinSet::new();
    for number in 0..count {
        if working.len() >= FILLING_IN
            && let Some(one) = working.join_next().await
        {
            filled.push(one.unwrap());
        }
        let portal = Arc::clone(portal);
        working.spawn(async move {
            let mut applicant = Applicant::new(number);
            applicant.fill_in(&portal).await;
            applicant
        });
    }
    filled.extend(working.join_all().await);
    filled
}

async fn portal(folder: &std::path::Path, database: &str) -> Arc<Portal> {
    let portal = Arc::new(Portal::start(folder, database).await);
    let lists = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/platform.example.toml");
    portal.admin(&["put-lists", lists]).await;
    portal
}

/// One who types, is cut off, types again, and sends in the end.
async fn insist(mut applicant: Applicant, portal: Arc<Portal>, calm: Arc<AtomicBool>) -> Applicant {
    let server = portal.address;
    let notice = applicant.notice(server).await;
    let mut turn = 0;
    // Half of them send in the middle of it, half when it is over.
    let stays = applicant.number.is_multiple_of(2);
    while turn < 4 || (stays && !calm.load(Ordering::Relaxed)) {
        turn += 1;
        let text = format!("河南省郑州市金水区示例大道 {turn} 号");
        if turn % 3 == 0 {
            let _ = applicant.save(&text).break_off(server).await;
        }
        applicant.type_address(server, text).await;
        a_while(400).await;
    }
    if applicant.number.is_multiple_of(4) {
        let _ = applicant.promise(&notice).turn_away(server).await;
    }
    let reference = applicant.submit(server, &notice).await;
    for _ in 0..3 {
        a_while(300).await;
        let again = applicant.submit(server, &notice).await;
        assert_eq!(again, reference, "sent twice");
    }
    applicant.reference = Some(reference);
    applicant
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_and_nothing_is_doubled() {
    let folder = folder();
    let postgres = Postgres::start(&folder.join("pg")).await;
    let line = Line::lay(&folder, &postgres.url);
    let portal = portal(&folder, &line.url).await;
    let applicants = crowd(&portal, CROWD).await;
    let calm = Arc::new(AtomicBool::new(false));
    let mut working = JoinSet::new();
    for applicant in applicants {
        working.spawn(insist(applicant, Arc::clone(&portal), Arc::clone(&calm)));
    }
    for _ in 0..3 {
        a_while(1500).await;
        line.cut();
        a_while(800).await;
        portal.kill_and_restart().await;
        a_while(800).await;
        line.silence(true);
        a_while(4000).await;
        line.silence(false);
        a_while(800).await;
        postgres.kill_and_restart().await;
    }
    // What comes now must mend itself: nobody restarts the server any more.
    line.cut();
    line.silence(true);
    sleep(Duration::from_secs(3)).await;
    line.silence(false);
    postgres.kill_and_restart().await;
    portal.ready(Duration::from_secs(20)).await;
    calm.store(true, Ordering::Relaxed);
    let applicants = working.join_all().await;
    let disappointed = applicants.iter().map(|one| one.disappointed).sum::<u32>();
    assert!(
        disappointed > 100,
        "hardly anything went wrong: {disappointed}"
    );
    let look = postgres.look().await;
    ledger::balance(&look, &keys(&folder), &applicants).await;
    ledger::receipts(&look, &folder.join("data/outbox"), &applicants).await;
    ledger::no_open_transactions(&look).await;
    look.close().await;
    Arc::into_inner(portal).unwrap().stop().await;
    postgres.stop().await;
    let _ = std::fs::remove_dir_all(&folder);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_replicas_that_are_told_the_same_say_the_same() {
    let folder = folder();
    let postgres = Postgres::start(&folder.join("pg")).await;
    let first = portal(&folder, &postgres.url).await;
    let second = Arc::new(Portal::start(&folder, &postgres.url).await);
    let mut applicants = crowd(&first, 4).await;
    for applicant in &mut applicants {
        let notice = applicant.notice(first.address).await;
        let address = "河南省郑州市金水区示例大道 1 号".to_owned();
        applicant.type_address(second.address, address).await;
        let mut sending = JoinSet::new();
        for turn in 0..10 {
            let server = [first.address, second.address][turn % 2];
            let sent = applicant.promise(&notice);
            sending.spawn(async move { sent.to(server).await.unwrap().acknowledged().unwrap() });
        }
        let mut told: Vec<String> = sending
            .join_all()
            .await
            .iter()
            .map(|sent| sent["reference"].as_str().unwrap().to_owned())
            .collect();
        told.dedup();
        assert_eq!(told.len(), 1, "{told:?}");
        applicant.reference = told.pop();
    }
    let look = postgres.look().await;
    ledger::balance(&look, &keys(&folder), &applicants).await;
    look.close().await;
    for portal in [first, second] {
        Arc::into_inner(portal).unwrap().stop().await;
    }
    postgres.stop().await;
    let _ = std::fs::remove_dir_all(&folder);
}
