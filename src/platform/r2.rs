//! The bucket of the archive, in R2.

use super::d1::message;
use super::{Platform, gzip};
use crate::archive::BINDING;
use futures_util::future::{Either, select};
use js_sys::{Array, JsString};
use std::pin::pin;
use std::time::Duration;
use wasm_bindgen::JsValue;
use worker::{Bucket, Conditional, Delay, Error, HttpMetadata};

/// How long to wait for the bucket.
const MAX_WAIT: Duration = Duration::from_secs(30);

/// The bucket of the archive.
pub struct Archive(Bucket);

impl Platform {
    /// The bucket of the archive; `None` if it is not bound.
    #[must_use]
    pub fn archive(&self) -> Option<Archive> {
        self.env.bucket(BINDING).ok().map(Archive)
    }
}

impl Archive {
    /// Writes the lines as a gzip-compressed object, unless the key exists. Then reads the object back and compares it.
    ///
    /// # Errors
    /// The bucket fails, does not answer in time, or has something else under the key. The text is for the operator.
    pub async fn keep(&self, key: &str, lines: &[JsValue]) -> Result<(), String> {
        let text = lines.iter().collect::<Array>().join("\n").concat(&"\n".into());
        let work = pin!(self.write_and_compare(key, &text));
        match select(work, pin!(Delay::from(MAX_WAIT))).await {
            Either::Left((kept, _)) => match kept {
                Ok(true) => Ok(()),
                Ok(false) => Err(format!("R2: {key} has other changes than the log; see docs/archive.md")),
                Err(error) => Err(format!("R2: {}", message(error))),
            },
            Either::Right(_) => Err("R2: no answer in time".to_owned()),
        }
    }

    async fn write_and_compare(&self, key: &str, text: &JsString) -> worker::Result<bool> {
        let only_if = Conditional { etag_does_not_match: Some("*".to_owned()), ..Default::default() };
        // No content encoding, so that a download gets the compressed file as it is.
        let metadata = HttpMetadata { content_type: Some("application/gzip".to_owned()), ..Default::default() };
        let bytes = gzip::compress(text).await?;
        self.0.put(key, bytes).only_if(only_if).http_metadata(metadata).execute().await?;
        let object = self.0.get(key).execute().await?;
        let Some(object) = object else {
            return Err(Error::RustError(format!("{key} is not there after it was put")));
        };
        let body = object.body().ok_or_else(|| Error::RustError(format!("{key} has no body")))?;
        let bytes = body.bytes().await?;
        // An object that is not gzip is different, not an error.
        Ok(gzip::decompress(&bytes).await.is_ok_and(|kept| kept == *text))
    }
}
