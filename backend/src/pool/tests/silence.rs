//! A line to the database that dies without a word, as behind a firewall that forgets it.

use std::net::SocketAddr;

use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::watch;

use super::*;

/// Passes bytes on to the server of `options` until told to be silent; lines opened after that work.
async fn line(options: &PgConnectOptions, silent: watch::Receiver<bool>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (socket, host, port) = (
        options.get_socket().cloned(),
        options.get_host().to_owned(),
        options.get_port(),
    );
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let silent = (!*silent.borrow()).then(|| silent.clone());
            match &socket {
                Some(directory) => {
                    let path = directory.join(format!(".s.PGSQL.{port}"));
                    let server = UnixStream::connect(path).await.unwrap();
                    tokio::spawn(pass(client, server, silent));
                }
                None => {
                    let server = TcpStream::connect((host.as_str(), port)).await.unwrap();
                    tokio::spawn(pass(client, server, silent));
                }
            }
        }
    });
    address
}

async fn pass(
    mut client: TcpStream,
    mut server: impl AsyncRead + AsyncWrite + Unpin,
    silent: Option<watch::Receiver<bool>>,
) {
    let silenced = async {
        match silent {
            Some(mut silent) => silent
                .wait_for(|silent| *silent)
                .await
                .map(|_| ())
                .unwrap_or(()),
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::io::copy_bidirectional(&mut client, &mut server) => {}
        () = silenced => {
            // The server goes on, the client hears nothing more, and nobody hangs up.
            let _ = server.flush().await;
            std::future::pending::<()>().await;
        }
    }
}

/// A guarded pool of one connection over such a line.
async fn over(pool: &PgPool, address: SocketAddr) -> PgPool {
    // Options made from a URL that names a socket keep the socket whatever host they are given.
    let url = std::env::var("DATABASE_URL").unwrap();
    let (login, _) = url
        .split_once("://")
        .and_then(|(_, rest)| rest.rsplit_once('@'))
        .unwrap();
    let database = pool.connect_options();
    let database = database.get_database().unwrap();
    let options =
        PgConnectOptions::from_str(&format!("postgres://{login}@{address}/{database}")).unwrap();
    PgPoolOptions::new()
        .max_connections(1)
        .acquire_timeout(ACQUIRE)
        .test_before_acquire(false)
        .before_acquire(|conn, _| Box::pin(is_clean(conn)))
        .after_release(|conn, _| Box::pin(is_clean(conn)))
        .connect_with(options)
        .await
        .unwrap()
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn an_idle_connection_that_died_silently_is_replaced(pool: PgPool) {
    let (silence, silent) = watch::channel(false);
    let pool = over(&pool, line(&pool.connect_options(), silent).await).await;
    number_of_this_connection(&pool).await;
    silence.send(true).unwrap();
    number_of_this_connection(&pool).await;
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_connection_that_died_in_use_gives_its_place_back_when_its_user_gives_up(pool: PgPool) {
    let (silence, silent) = watch::channel(false);
    let pool = over(&pool, line(&pool.connect_options(), silent).await).await;
    let mut tx = pool.begin().await.unwrap();
    silence.send(true).unwrap();
    let query = tx.execute("select 1");
    tokio::time::timeout(Duration::from_millis(100), query)
        .await
        .unwrap_err();
    drop(tx);
    number_of_this_connection(&pool).await;
}
