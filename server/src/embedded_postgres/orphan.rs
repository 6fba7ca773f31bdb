//! Ends what a killed Docket left running.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;
use tokio::time::{Instant, sleep};

use super::PATIENCE;
use super::error::{PostgresError, io_error};

/// Ends what a killed Docket left running on this cluster. Every process of a Postgres has the
/// cluster as its working directory, so no other process is ever taken for one.
pub(super) async fn end_orphans(cluster: &Path) -> Result<(), PostgresError> {
    let begun = Instant::now();
    let mut asked = None;
    loop {
        let users = processes_in(cluster);
        let Some(&first) = users.first() else { break };
        let chief = postmaster_pid(cluster).filter(|pid| users.contains(pid));
        let (name, pid) = match chief {
            Some(pid) if begun.elapsed() < PATIENCE / 2 => ("INT", pid),
            Some(pid) => ("QUIT", pid),
            // The chief is dead; its children notice that and go by themselves.
            None if begun.elapsed() < PATIENCE / 4 => ("", first),
            None => ("QUIT", first),
        };
        if !name.is_empty() && asked != Some((name, pid)) {
            tracing::info!(pid, "stopping a Postgres left over from an earlier run");
            signal(name, pid).await;
            asked = Some((name, pid));
        }
        if begun.elapsed() > PATIENCE {
            return Err(PostgresError::Orphan {
                cluster: cluster.to_owned(),
                pid,
            });
        }
        sleep(Duration::from_millis(20)).await;
    }
    // Its process is gone. Left in place, Postgres would refuse to start if another process has
    // the same number by now, which after a restart of a container is likely.
    let pid_file = cluster.join("postmaster.pid");
    if Path::new("/proc/self/cwd").exists() && pid_file.exists() {
        fs::remove_file(&pid_file).map_err(io_error("remove", &pid_file))?;
    }
    Ok(())
}

pub(super) fn processes_in(cluster: &Path) -> Vec<u32> {
    let Ok(entries) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok())
        .filter(|pid| {
            let process = PathBuf::from(format!("/proc/{pid}"));
            fs::read_link(process.join("cwd")).is_ok_and(|cwd| cwd == cluster)
                && fs::read_to_string(process.join("comm"))
                    .is_ok_and(|name| name.trim() == "postgres")
        })
        .collect()
}

pub(super) fn postmaster_pid(cluster: &Path) -> Option<u32> {
    let text = fs::read_to_string(cluster.join("postmaster.pid")).ok()?;
    text.lines().next()?.trim().parse().ok()
}

pub(super) async fn signal(name: &str, pid: u32) {
    let script = format!("kill -{name} {pid}");
    let _ = Command::new("sh")
        .args(["-c", &script])
        .stderr(Stdio::null())
        .status()
        .await;
}
