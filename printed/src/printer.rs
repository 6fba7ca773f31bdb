//! Typst, with the fonts and the template that are printed with.

use std::path::Path;

use qrcode::QrCode;
use qrcode::render::svg;
use serde_json::{Value as Json, json};
use typst::foundations::{Bytes, Dict, IntoValue as _, Smart};
use typst::text::Font;
use typst_as_lib::TypstEngine;
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

use crate::fonts;
use crate::form::Printout;
use crate::glyphs;

/// How everything is laid out.
const TEMPLATE: &str = include_str!("../templates/printout.typ");
const MAIN: &str = "printout.typ";

/// Why nothing is printed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The font is not there.
    #[error(
        "Forms are printed with Noto Serif CJK, and NotoSerifCJK-Regular.ttc is not there: install the \
         Debian package fonts-noto-cjk, or name the folder that has it in DOCKET_FONTS"
    )]
    NoFont,
    /// It is there and cannot be used.
    #[error("{file}: {source}")]
    BadFont {
        /// Which file.
        file: String,
        /// What is wrong with it.
        source: std::io::Error,
    },
    /// Typst refused the template or the PDF: a fault of ours.
    #[error("the form could not be drawn: {0}")]
    Drawing(String),
}

/// Draws printouts. Holds the font, about 26 MB: one for the process.
pub struct Printer {
    engine: TypstEngine,
    faces: Vec<Font>,
}

impl std::fmt::Debug for Printer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Printer").finish_non_exhaustive()
    }
}

impl Printer {
    /// With the font in `folder`, or where systems keep it.
    ///
    /// # Errors
    /// It is not there, or cannot be used.
    pub fn new(folder: Option<&Path>) -> Result<Self, Error> {
        let file = fonts::find(folder).ok_or(Error::NoFont)?;
        let faces = fonts::read(&file).map_err(|source| Error::BadFont {
            file: file.display().to_string(),
            source,
        })?;
        let engine = TypstEngine::builder()
            .fonts(faces.clone())
            .with_static_source_file_resolver([(MAIN, TEMPLATE)])
            .comemo_evict_max_age(Some(0))
            .build();
        Ok(Self { engine, faces })
    }

    /// Whether the font is there.
    ///
    /// # Errors
    /// It is not.
    pub fn is_possible(folder: Option<&Path>) -> Result<(), Error> {
        fonts::find(folder).map(drop).ok_or(Error::NoFont)
    }

    /// The PDF. Takes tens of milliseconds: not for an async thread.
    ///
    /// # Errors
    /// Typst refused.
    pub fn print(&self, printout: &Printout) -> Result<Vec<u8>, Error> {
        let refused = |what: &dyn std::fmt::Debug| Error::Drawing(format!("{what:?}"));
        let data = self.data(printout)?;
        let mut inputs = Dict::new();
        // Its hash is that of the content: the same content, the same bytes.
        let ident = data.to_string();
        inputs.insert(
            "data".into(),
            Bytes::from_string(ident.clone()).into_value(),
        );
        let drawn = self.engine.compile_with_input(MAIN, inputs);
        let document: PagedDocument = drawn.output.map_err(|error| refused(&error))?;
        let options = PdfOptions {
            ident: Smart::Custom(ident),
            timestamp: None,
            ..PdfOptions::default()
        };
        typst_pdf::pdf(&document, &options).map_err(|errors| refused(&errors))
    }

    /// What the template reads: the printout, with codes as pictures and what has no glyph named.
    fn data(&self, printout: &Printout) -> Result<Json, Error> {
        let refused = |error: &dyn std::fmt::Display| Error::Drawing(error.to_string());
        let mut data = serde_json::to_value(printout).map_err(|error| refused(&error))?;
        self.name_unprintable(&mut data, &printout.words.unprintable);
        data["family"] = json!(fonts::family(&printout.language));
        for (form, drawn) in printout
            .forms
            .iter()
            .zip(data["forms"].as_array_mut().into_iter().flatten())
        {
            let code = QrCode::new(&form.code).map_err(|error| refused(&error))?;
            drawn["qr"] = json!(code.render::<svg::Color<'_>>().quiet_zone(false).build());
        }
        Ok(data)
    }

    fn name_unprintable(&self, data: &mut Json, unprintable: &str) {
        match data {
            Json::String(text) => *text = glyphs::named(text, &self.faces, unprintable),
            Json::Array(parts) => parts
                .iter_mut()
                .for_each(|part| self.name_unprintable(part, unprintable)),
            Json::Object(parts) => parts
                .values_mut()
                .for_each(|part| self.name_unprintable(part, unprintable)),
            _ => {}
        }
    }
}
