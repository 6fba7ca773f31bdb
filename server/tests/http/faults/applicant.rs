//! Somebody who registers and does not give up: what is not acknowledged is sent again.

use std::net::SocketAddr;
use std::time::Duration;

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, RgbImage};
use serde_json::Value;

use super::stage::Portal;
use super::wire::Sent;

const BOUNDARY: &str = "----one-that-occurs-nowhere";
const PASSWORD: &str = "石榴-Kettle-七里-Harbour-42";

/// One of many; `number` tells them apart.
pub struct Applicant {
    pub number: usize,
    pub cookie: Option<String>,
    /// What was acknowledged.
    pub address: String,
    pub reference: Option<String>,
    /// How often nobody acknowledged.
    pub disappointed: u32,
}

impl Applicant {
    pub const fn new(number: usize) -> Self {
        Self {
            number,
            cookie: None,
            address: String::new(),
            reference: None,
            disappointed: 0,
        }
    }

    pub fn user_name(&self) -> String {
        format!("lin.{}", self.number)
    }

    pub fn email(&self) -> String {
        format!("lin.{}@mail.example", self.number)
    }

    /// As if everybody sat somewhere else.
    fn from(&self) -> String {
        format!("198.18.{}.{}", self.number / 200, self.number % 200 + 1)
    }

    pub fn request(&self, method: &str, path: &str) -> Sent {
        Sent::new(method, path, &self.from(), self.cookie.as_deref())
    }

    /// Sends something until it is acknowledged.
    async fn insist(&mut self, server: SocketAddr, sent: impl Fn(&Self) -> Sent) -> Value {
        for turn in 0..400 {
            let answer = sent(self).to(server).await;
            if let Ok(answer) = &answer {
                if let Some(cookie) = &answer.cookie {
                    self.cookie = Some(cookie.clone());
                }
                if let Some(value) = answer.acknowledged() {
                    return value;
                }
                let is_passing = [429, 500, 502, 503, 504].contains(&answer.status);
                assert!(
                    is_passing,
                    "{}: {} {}",
                    self.number,
                    answer.status,
                    String::from_utf8_lossy(&answer.body)
                );
            }
            self.disappointed += 1;
            tokio::time::sleep(Duration::from_millis(50 + 10 * (turn % 20))).await;
        }
        panic!("{} is never answered", self.number);
    }

    async fn step(
        &mut self,
        server: SocketAddr,
        step: &str,
        answers: &[(&str, String)],
        action: &str,
    ) -> Value {
        let named: Vec<(String, &str)> = answers
            .iter()
            .map(|(id, text)| (format!("answers[{id}]"), text.as_str()))
            .collect();
        self.insist(server, |me| {
            let mut fields = vec![("place", ""), ("step", step), ("action", action)];
            fields.extend(named.iter().map(|(name, text)| (name.as_str(), *text)));
            me.request("POST", "/api/save_step").form(&fields)
        })
        .await
    }

    /// Fills in all of it, up to the promise.
    pub async fn fill_in(&mut self, portal: &Portal) {
        let server = portal.address;
        let text = str::to_owned;
        let basic = [
            ("province_scope", text("inside")),
            ("applicant_type", text("person")),
            ("document_type", text("id_card")),
            ("user_name", self.user_name()),
            ("password", text(PASSWORD)),
            ("password_again", text(PASSWORD)),
        ];
        let outcome = self.step(server, "basic", &basic, "next").await;
        assert_eq!(outcome["step"], "documents", "{outcome}");
        let picture = picture(self.number);
        for slot in ["portrait", "emblem", "handheld"] {
            let body = form_with(slot, &picture);
            let kind = format!("multipart/form-data; boundary={BOUNDARY}");
            self.insist(server, |me| {
                me.request("POST", "/api/uploads").body(&kind, body.clone())
            })
            .await;
        }
        let documents = [
            ("real_name", text("林晓安")),
            ("id_number", id_number(self.number)),
            ("valid_from", text("2019-03-04")),
            ("valid_to", text("2039-03-04")),
            ("region_province", text("41")),
            ("region_city", text("4101")),
            ("region_district", text("410105")),
        ];
        let outcome = self.step(server, "documents", &documents, "next").await;
        assert_eq!(outcome["step"], "contact", "{outcome}");
        let mut contact = vec![
            ("address", text("河南省郑州市金水区示例大道 18 号")),
            ("postcode", text("450003")),
            ("contact_person", text("林晓安")),
            ("mobile", text("13800138000")),
            ("email", self.email()),
            ("industry", text("R")),
            ("office_city", text("4101")),
            ("office", text("centre")),
        ];
        self.step(server, "contact", &contact, "send-code").await;
        contact.push(("email_code", portal.code(&self.email()).await));
        let outcome = self.step(server, "contact", &contact, "next").await;
        assert_eq!(outcome["step"], "confirm", "{outcome}");
    }

    pub fn save(&self, text: &str) -> Sent {
        let fields = [("place", ""), ("field", "address"), ("text", text)];
        self.request("POST", "/api/save_field").form(&fields)
    }

    /// Types another address; returns when it is stored.
    pub async fn type_address(&mut self, server: SocketAddr, text: String) {
        self.insist(server, |me| me.save(&text)).await;
        self.address = text;
    }

    /// The notice to accept: version and hash.
    pub async fn notice(&mut self, server: SocketAddr) -> (String, String) {
        let draft = self
            .insist(server, |me| {
                me.request("GET", "/api/load_step?place=&step=confirm&language=zh-CN")
            })
            .await;
        let terms = &draft["terms"];
        (
            terms["version"].to_string(),
            terms["sha256"].as_str().unwrap().to_owned(),
        )
    }

    pub fn promise(&self, (version, sha256): &(String, String)) -> Sent {
        self.request("POST", "/api/submit").form(&[
            ("place", ""),
            ("round", "0"),
            ("terms_version", version),
            ("terms_sha256", sha256),
        ])
    }

    /// Sends the application; returns the reference it is told.
    pub async fn submit(&mut self, server: SocketAddr, notice: &(String, String)) -> String {
        let sent = self.insist(server, |me| me.promise(notice)).await;
        assert_eq!(sent["sent"], "done", "{sent}");
        sent["reference"].as_str().unwrap().to_owned()
    }
}

fn picture(number: usize) -> Vec<u8> {
    let shade = u8::try_from(number % 200).unwrap();
    let picture = RgbImage::from_fn(480, 360, |x, y| {
        image::Rgb([(x % 256) as u8, (y % 256) as u8, shade])
    });
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 80)
        .encode(&picture, 480, 360, ExtendedColorType::Rgb8)
        .unwrap();
    bytes
}

fn form_with(slot: &str, picture: &[u8]) -> Vec<u8> {
    let mut body = format!(
        "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"application\"\r\n\r\n\r\n\
         --{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{slot}\"; filename=\"{slot}.jpg\"\r\n\
         content-type: image/jpeg\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(picture);
    body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    body
}

/// A number of GB 11643 that nobody else in the run has.
fn id_number(number: usize) -> String {
    let first = format!(
        "4101051980{:02}{:02}{:03}",
        number % 12 + 1,
        number % 28 + 1,
        number
    );
    let sum: u32 = first
        .chars()
        .zip([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
        .map(|(digit, weight)| digit.to_digit(10).unwrap() * weight)
        .sum();
    let check = "10X98765432".chars().nth(sum as usize % 11).unwrap();
    format!("{first}{check}")
}
