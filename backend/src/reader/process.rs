//! One run of the reading program: bytes in, bytes out, within memory, processor and wall-clock
//! limits. Knows nothing of pictures or fields.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;

use super::ReaderError;

/// Address space one run may take.
const MEMORY_KIB: u64 = 768 * 1024;
/// No answer is longer than this; more is cut.
const ANSWER_BYTES: u64 = 2 * 1024 * 1024;

/// Runs `program arguments…`, gives it `input`, returns what it prints.
///
/// The limits are set by the shell, because setting them between fork and exec would need unsafe
/// code; `exec` makes the program take the shell's place, so that killing the child kills it.
pub(super) async fn run(
    program: &Path,
    arguments: &[&str],
    input: Vec<u8>,
    limit: Duration,
) -> Result<String, ReaderError> {
    let seconds = limit.as_secs().max(1) + 1;
    let mut command = Command::new("/bin/sh");
    command
        .arg("-c")
        .arg(format!(
            "ulimit -c 0; ulimit -v {MEMORY_KIB} && ulimit -t {seconds} && exec \"$0\" \"$@\""
        ))
        .arg(program)
        .args(arguments)
        .env_clear()
        .env("OMP_THREAD_LIMIT", "1")
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    for name in ["PATH", "TESSDATA_PREFIX"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    let mut child = command.spawn()?;
    let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(ReaderError::Failed("no pipes".to_owned()));
    };
    let talk = async {
        let feed = async move {
            // A program that stops early closes its end; its exit status tells why.
            let _ = stdin.write_all(&input).await;
            drop(stdin);
        };
        let mut answer = Vec::new();
        let mut stdout = stdout.take(ANSWER_BYTES);
        let ((), read) = tokio::join!(feed, stdout.read_to_end(&mut answer));
        read?;
        drop(stdout);
        let status = child.wait().await?;
        if status.success() {
            Ok(String::from_utf8_lossy(&answer).into_owned())
        } else {
            Err(ReaderError::Failed(status.to_string()))
        }
    };
    tokio::time::timeout(limit, talk)
        .await
        .map_err(|_| ReaderError::TooSlow)?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_run_gives_back_what_the_program_prints() {
        let answer = run(
            Path::new("cat"),
            &[],
            b"abc".to_vec(),
            Duration::from_secs(5),
        )
        .await;
        assert_eq!(answer.expect("cat runs"), "abc");
    }

    #[tokio::test]
    async fn a_run_that_takes_too_long_is_stopped() {
        let answer = run(
            Path::new("sleep"),
            &["30"],
            Vec::new(),
            Duration::from_millis(200),
        )
        .await;
        assert!(matches!(answer, Err(ReaderError::TooSlow)));
    }

    #[tokio::test]
    async fn a_run_that_wants_too_much_memory_fails() {
        let greedy = run(
            Path::new("dd"),
            &["if=/dev/zero", "of=/dev/null", "bs=2G", "count=1"],
            Vec::new(),
            Duration::from_secs(5),
        );
        assert!(matches!(greedy.await, Err(ReaderError::Failed(_))));
    }
}
