//! The portal of a test, and a client for it.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use backend::Backend;
use backend::account::password::Hasher;
use backend::blob::Blobs;
use backend::budget::Budget;
use backend::clock::SystemClock;
use backend::ids::{Ids as _, RandomIds};
use backend::mail::Outbox;
use backend::reader::NoReader;
use backend::settings::Settings;
use chrono::FixedOffset;
use domain::review::four_eyes::FourEyes;
use domain::text::Language;
use http::{HeaderMap, Request, StatusCode};
use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};
use leptos::config::LeptosOptions;
use server::layers::client_address::TrustedProxies;
use server::layers::in_flight::AtOnceLimit;
use server::layers::least_rate::LeastRate;
use server::layers::rate_limit::Rate;
use server::portal::Portal;
use server::router::{self, Edge};
use server::routes::room::PictureRoom;
use server::routes::uploads::spool::SpoolRoom;
use sqlx::PgPool;
use tower::ServiceExt as _;

/// Where the portal of a test believes to be.
pub const HOST: &str = "portal.example";

/// What the build of the scripts says of itself.
pub const SCRIPTS: &str = r#"{"folder":"build","bundles":{"drafting_parts":["shared.bin","drafting_parts.bin"],"following_parts":["shared.bin","following_parts.bin"],"sign_in_parts":["shared.bin","sign_in_parts.bin"]}}"#;

/// A portal on an empty database, with a site of one style sheet and one script.
pub struct Stage {
    pub portal: Portal,
    pub edge: Edge,
}

impl Stage {
    pub fn new(pool: PgPool) -> Self {
        let folder = folder();
        let site = folder.join("site");
        std::fs::create_dir_all(site.join("pkg")).unwrap();
        std::fs::write(site.join("pkg/docket.css"), "body { margin: 0 }").unwrap();
        std::fs::create_dir_all(site.join("pkg/build")).unwrap();
        std::fs::write(site.join("pkg/build/docket.js"), "export {}").unwrap();
        std::fs::write(site.join("pkg/scripts.json"), SCRIPTS).unwrap();
        std::fs::write(site.join("pkg/docket.css.br"), "as compressed by the build").unwrap();
        std::fs::write(site.join("favicon.svg"), "<svg/>").unwrap();
        let backend = Backend {
            pool,
            blobs: Blobs::directory(folder.join("blobs")).unwrap(),
            mailer: Arc::new(Outbox::new(folder.join("outbox"), "docket@localhost").unwrap()),
            reader: Arc::new(NoReader),
            clock: Arc::new(SystemClock),
            ids: Arc::new(RandomIds),
            passwords: Hasher::new(1),
            press: backend::printing::Press::new(None),
            keys: backend::seal::Keyring::fleeting(Arc::new(RandomIds)),
            settings: Arc::new(settings()),
            shown: backend::platform::ShownPolicy::default(),
        };
        let options = LeptosOptions::builder()
            .output_name("docket")
            .site_root(site.to_str().unwrap())
            .build();
        Self {
            portal: Portal {
                backend,
                options,
                incoming: SpoolRoom::new(&folder.join("incoming")).unwrap(),
                pictures: PictureRoom::new(Duration::from_millis(100)),
            },
            edge: Edge {
                trusted_proxies: TrustedProxies::default(),
                rate: Rate {
                    per_second: 1000,
                    burst: 10_000,
                },
                at_once: AtOnceLimit {
                    requests: 1000,
                    uploads: 1000,
                },
                upload_rate: LeastRate {
                    bytes: 1000,
                    time: Duration::from_millis(500),
                },
                reload: None,
            },
        }
    }

    /// Changes what the operator chose.
    pub fn with(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = Settings::clone(&self.portal.backend.settings);
        change(&mut settings);
        self.portal.backend.settings = Arc::new(settings);
        self
    }

    pub fn router(&self) -> Router {
        router::public(&self.portal, &self.edge).unwrap()
    }

    /// Sends a request from an ordinary address.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        send(&self.router(), request).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(get(path)).await
    }
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(RandomIds.id().to_string())
}

fn settings() -> Settings {
    let day = Duration::from_secs(24 * 60 * 60);
    Settings {
        public_url: format!("http://{HOST}"),
        platform_name: "Docket".to_owned(),
        sender: "docket@localhost".to_owned(),
        sender_name: None,
        home_province: "41".to_owned(),
        languages: Language::ALL.to_vec(),
        review: true,
        review_days: 7,
        picture_days: 180,
        four_eyes: FourEyes::Off,
        offset: FixedOffset::east_opt(8 * 3600).unwrap(),
        demo: true,
        session_idle: day,
        session_end: day,
        draft_life: day,
        budget: Budget::boundless(),
    }
}

/// A photo as it is kept, from before anything was sealed.
pub fn photo() -> Vec<u8> {
    let picture = RgbImage::from_pixel(320, 200, Rgb([120; 3]));
    let mut bytes = Vec::new();
    picture
        .write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, 90))
        .unwrap();
    bytes
}

/// A page as a browser asks for it.
pub fn get(path: &str) -> Request<Body> {
    Request::get(path)
        .header("host", HOST)
        .header("accept", "text/html")
        .body(Body::empty())
        .unwrap()
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    /// A header, empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }
}

pub async fn send(router: &Router, request: Request<Body>) -> Answer {
    send_from("192.0.2.1", router, request).await
}

pub async fn send_from(address: &str, router: &Router, mut request: Request<Body>) -> Answer {
    let peer = SocketAddr::new(address.parse().unwrap(), 4711);
    request.extensions_mut().insert(ConnectInfo(peer));
    let (head, body) = router.clone().oneshot(request).await.unwrap().into_parts();
    let body = to_bytes(body, 64 * 1024 * 1024).await.unwrap().to_vec();
    Answer {
        status: head.status,
        headers: head.headers,
        body,
    }
}
