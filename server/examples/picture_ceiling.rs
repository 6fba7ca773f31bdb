//! Prints how many pictures a second this machine decodes and encodes again when it does nothing
//! else, the way the server does it: what `script/bench` compares uploads with, beside nginx.
//! Usage: `picture_ceiling SECONDS FILE…`; the files are taken in turn.

use std::env::args;
use std::error::Error;
use std::io::{Write as _, stdout};
use std::sync::Arc;
use std::thread::{available_parallelism, spawn};
use std::time::{Duration, Instant};

use backend::document::picture::clean;
use domain::document::PictureError;

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = args().skip(1);
    let time = Duration::from_secs(words.next().ok_or("how many seconds?")?.parse()?);
    let pictures: Arc<[Vec<u8>]> = words.map(std::fs::read).collect::<Result<_, _>>()?;
    let cores = available_parallelism().map_or(1, usize::from);
    let begun = Instant::now();
    let workers: Vec<_> = (0..cores)
        .map(|_| {
            let pictures = Arc::clone(&pictures);
            spawn(move || {
                let mut cleaned = 0_u32;
                for picture in pictures.iter().cycle() {
                    clean(picture)?;
                    cleaned += 1;
                    if begun.elapsed() >= time {
                        break;
                    }
                }
                Ok::<u32, PictureError>(cleaned)
            })
        })
        .collect();
    let mut cleaned = 0;
    for worker in workers {
        cleaned += worker.join().map_err(|_| "a thread panicked")??;
    }
    let rate = f64::from(cleaned) / begun.elapsed().as_secs_f64();
    writeln!(stdout(), "{rate:.2}")?;
    Ok(())
}
