//! `GET /api/now/helprequest/changes`: the feed of changes (contract, section 10).

use super::Call;
use crate::error::ApiError;
use crate::feed::{Cursor, FeedRequest, Position};
use crate::format::Format;
use crate::platform::d1::Change;
use crate::platform::{join_changes, js_length, now_ms, sleep};
use crate::response::Response;
use crate::store::DEADLINE_MS;
use crate::store::change_log::EpochRow;
use crate::table::MAX_CHARACTERS;
use std::time::Duration;
use wasm_bindgen::JsValue;

/// How often a waiting reader looks for a change, in milliseconds. More often would slow down the writers, because D1 runs one
/// transaction at a time.
const LOOKS_EVERY_MS: i64 = 1_000;

/// Reads changes, and waits for one if there is none.
///
/// # Errors
/// Faults of the parameters; 410 if changes in between are no longer kept.
pub async fn changes(mut call: Call<'_>) -> Result<Response, ApiError> {
    let mut request = FeedRequest::read(call.context.url().query)?;
    let gives_up_at = (call.context.started_at + request.wait_seconds * 1_000).min(call.context.answer_by);
    loop {
        call.deadline = now_ms() + DEADLINE_MS;
        let results = call.read_batch(&request.changes().statements()).await?;
        let epoch =
            results.first::<EpochRow>(0)?.ok_or_else(|| ApiError::Internal("the log has no epoch".to_owned()))?;
        let changes = results.changes(1)?;
        request.check(&epoch.epoch, changes.first().map(|change| change.sequence)).map_err(ApiError::Gone)?;
        let is_full = i64::try_from(changes.len()).unwrap_or(i64::MAX) == request.limit;
        let page = page(&changes, call.format);
        if let Some(sequence) = page.last {
            request.after = Position::After(Cursor { epoch: epoch.epoch.clone(), sequence });
        }
        let left_ms = gives_up_at - now_ms();
        if !page.shown.is_empty() || (left_ms <= 0 && !(is_full && now_ms() - call.context.started_at < DEADLINE_MS)) {
            let next = match request.after {
                Position::After(cursor) => cursor.to_string(),
                Position::Beginning | Position::Latest => "0".to_owned(),
            };
            return match call.format {
                Format::Json => Ok(Response::records_as_json(join_changes(&page.shown, &next))),
                Format::Xml => Response::changes_as_xml(page.shown.iter().map(JsValue::as_string), &next),
            };
        }
        // After a full portion without a wanted change, more changes follow at once.
        if !is_full {
            let pause = left_ms.clamp(0, LOOKS_EVERY_MS);
            sleep(Duration::from_millis(pause.try_into().unwrap_or_default())).await;
        }
    }
}

/// The changes that fit into an answer.
struct Page {
    shown: Vec<JsValue>,
    /// The number of the last change that is shown or not wanted.
    last: Option<i64>,
}

fn page(changes: &[Change], format: Format) -> Page {
    // XML needs up to six characters for one, as in `&quot;`.
    let most = match format {
        Format::Json => MAX_CHARACTERS,
        Format::Xml => MAX_CHARACTERS / 6,
    };
    let mut page = Page { shown: Vec::new(), last: None };
    let mut characters = 0;
    for change in changes {
        if !change.value.is_null() {
            characters += js_length(&change.value);
            if characters > most && !page.shown.is_empty() {
                break;
            }
            page.shown.push(change.value.clone());
        }
        page.last = Some(change.sequence);
    }
    page
}
