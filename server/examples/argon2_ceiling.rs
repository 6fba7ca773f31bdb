//! Prints how many passwords a second this machine hashes when it does nothing else, with the
//! server's own hasher: what `script/bench` compares journeys with. Usage: `argon2_ceiling SECONDS`.

use std::env::args;
use std::error::Error;
use std::io::{Write as _, stdout};
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use backend::account::password::Hasher;
use domain::value::password::Password;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let time = Duration::from_secs(args().nth(1).ok_or("how many seconds?")?.parse()?);
    let cores = available_parallelism().map_or(1, usize::from);
    let hasher = Hasher::new(cores);
    let password = Password::parse("石榴-Kettle-七里-Harbour-42").map_err(|_| "no password")?;
    let begun = Instant::now();
    // Two for each turn, so that no core waits for the next.
    let clients: Vec<_> = (0..2 * cores)
        .map(|_| {
            let (hasher, password) = (hasher.clone(), password.clone());
            tokio::spawn(async move {
                let mut hashes = 0_u32;
                while begun.elapsed() < time {
                    hasher.hash(&password).await?;
                    hashes += 1;
                }
                Ok::<u32, backend::Error>(hashes)
            })
        })
        .collect();
    let mut hashes = 0;
    for client in clients {
        hashes += client.await??;
    }
    let rate = f64::from(hashes) / begun.elapsed().as_secs_f64();
    writeln!(stdout(), "{rate:.2}")?;
    Ok(())
}
