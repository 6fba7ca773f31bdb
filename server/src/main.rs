//! The process.
#![recursion_limit = "512"]

use std::io::{Write as _, stderr};
use std::process::ExitCode;

use backend::job_list::Worker;
use server::config::{Command, Config, ProcessSettings};
use server::database::Database;
use server::keys;
use server::serve::{Patience, serve, signalled};
use server::start::{self, StartError};
use server::traces::Traces;
use server::{admin, data_folder, router, telemetry};

fn main() -> ExitCode {
    data_folder::keep_private();
    let loaded = Config::load().and_then(|config| Ok((config.command(), config.check()?)));
    let (command, settings) = match loaded {
        Ok(loaded) => loaded,
        Err(error) => return error.report(),
    };
    let endpoint = settings.otlp_endpoint.as_deref();
    let traces = match endpoint.map(Traces::new).transpose() {
        Ok(traces) => traces,
        Err(reason) => {
            let _ = writeln!(stderr(), "Spans cannot be sent anywhere: {reason}.");
            return ExitCode::FAILURE;
        }
    };
    telemetry::log(settings.log_format, &settings.log, traces.as_ref());
    let done = run(command, &settings);
    if let Some(traces) = traces {
        traces.end();
    }
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody to tell it to is no reason to fail in another way.
            let _ = writeln!(stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn run(command: Command, settings: &ProcessSettings) -> Result<(), StartError> {
    match command {
        Command::Serve => portal(settings).await,
        Command::Admin(command) => admin::run(command, settings).await,
    }
}

async fn portal(settings: &ProcessSettings) -> Result<(), StartError> {
    let stop = signalled().map_err(StartError::other)?;
    data_folder::close(&settings.data_dir)?;
    let (listener, bound) = start::listen(settings.listen).await?;
    let internal = start::listen_internally(settings).await?;
    let keys = keys::load(settings)?;
    let database = Database::open(settings).await?;
    let backend = start::backend(settings, &database, keys, bound).await?;
    start::check_keys(&backend).await?;
    let made = start::seed(&backend).await?;
    start::warn_of_gaps(settings, &backend).await?;
    let portal = start::portal(settings, backend, bound)?;
    let edge = start::edge(settings, &portal.options);
    let public = router::public(&portal, &edge).map_err(StartError::other)?;
    let workers = tokio::spawn(Worker::run(portal.backend.clone(), stop.clone()));
    if let Some(listener) = internal {
        let recorder = telemetry::measure().map_err(StartError::other)?;
        let router = router::internal(&portal, recorder);
        let (stop, proxies) = (stop.clone(), edge.trusted_proxies.clone());
        tokio::spawn(serve(listener, router, stop, Patience::default(), proxies));
    }
    start::welcome(&portal.backend.settings, &made);
    let proxies = edge.trusted_proxies.clone();
    serve(listener, public, stop, Patience::default(), proxies).await;
    let _ = workers.await;
    database.close().await;
    Ok(())
}
