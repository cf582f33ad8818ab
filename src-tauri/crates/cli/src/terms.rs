//! The terms of a model: their place is printed before its first answer on the command line, once.

use carat_hub::Terms;
use carat_store::Store;

use crate::exit::Failure;
use crate::output::say;

/// The setting that remembers it. Being told is not accepting, so the app still asks.
const TOLD: &str = "terms_told_by_cli";

/// Tells where the terms lie, unless this version was accepted in the app or told of before.
pub(crate) fn tell_once(store: &Store, terms: &Terms) -> Result<(), Failure> {
    let (licence, version) = (terms.licence.as_str(), &terms.version);
    let this = format!("{licence} {version}");
    let mut told: Vec<String> = store.setting(TOLD).ok().flatten().unwrap_or_default();
    let accepted = store.accepted_terms()?;
    let accepted = accepted.iter().any(|accepted| accepted.licence == licence && &accepted.version == version);
    if accepted || told.contains(&this) {
        return Ok(());
    }
    let place = terms.file.as_ref().map_or_else(|| terms.url.clone(), |file| file.display().to_string());
    say(&format!("this model comes under the {}; by using it you agree to them: {place}", terms.title));
    told.push(this);
    store.set_setting(TOLD, &told)?;
    Ok(())
}
