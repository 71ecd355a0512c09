//! Which rulebooks and calendars are at hand: those that are built in and those of the configuration folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::calendar::Calendars;
use domain::rulebook::{Library, Rulebook, Shelved};

use super::{Failure, note, system_reason};
use crate::app::{Context, InForce};

/// Whose measure is worked by when nothing else is said.
const DEFAULT_PLACE: &str = "岳阳市云溪区";

/// What a file of units is called; it is no rulebook.
const UNITS_SUFFIX: &str = "-units.toml";

/// The built-in rulebooks with those of the folder's `rulebooks`, which replace built-in ones of their identifier.
pub(super) fn library(configuration: Option<&Path>) -> Result<Library, Failure> {
    let mut library = Library::built_in().map_err(|error| Failure(error.to_string()))?;
    for (file, text) in files(configuration, "rulebooks")? {
        if !file.ends_with(UNITS_SUFFIX) {
            library.add(&file, &text, false).map_err(|error| Failure(error.to_string()))?;
        }
    }
    Ok(library)
}

/// The built-in calendars with those of the folder's `calendars`, which replace built-in ones of their year.
pub(super) fn calendars(configuration: Option<&Path>) -> Result<Calendars, Failure> {
    let mut calendars = Calendars::built_in().map_err(|error| Failure(error.to_string()))?;
    for (file, text) in files(configuration, "calendars")? {
        calendars.add(&file, &text).map_err(|error| Failure(error.to_string()))?;
    }
    Ok(calendars)
}

/// Names and texts of the TOML files of a folder, by name. A configuration need not have every folder, but there must
/// be one where it is said to be.
fn files(configuration: Option<&Path>, folder: &str) -> Result<Vec<(String, String)>, Failure> {
    let Some(configuration) = configuration else { return Ok(Vec::new()) };
    if !configuration.is_dir() {
        return Err(Failure(format!("没有配置文件夹{}，请核对", configuration.display())));
    }
    let folder = configuration.join(folder);
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let unreadable = |path: &Path, error: &std::io::Error| {
        Failure(format!("{}无法读取：{}", path.display(), system_reason(error)))
    };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(&folder).map_err(|error| unreadable(&folder, &error))? {
        let path = entry.map_err(|error| unreadable(&folder, &error))?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let text = std::fs::read_to_string(&path).map_err(|error| unreadable(&path, &error))?;
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            found.push((name, text));
        }
    }
    found.sort();
    Ok(found)
}

/// The rulebook that is meant: one of the library by its identifier, or the one in a file.
pub(super) fn resolve(library: &Library, reference: &str) -> Result<Shelved, Failure> {
    if let Some(shelved) = library.find(reference) {
        return Ok(shelved.clone());
    }
    let text = std::fs::read_to_string(reference).map_err(|error| {
        let known: Vec<&str> = library.iter().map(|shelved| shelved.rulebook.id.as_str()).collect();
        Failure(format!(
            "规则集{reference}既不是已有的编号（{}），文件也无法读取：{}",
            known.join("、"),
            system_reason(&error)
        ))
    })?;
    let rulebook = Rulebook::parse(&text).map_err(|errors| Failure(format!("规则集有误：\n{errors}")))?;
    Ok(Shelved {
        rulebook: Arc::new(rulebook),
        text: Arc::from(text),
        file: reference.to_owned(),
        built_in: false,
    })
}

/// Which rulebook is worked by: the one that is named, or the one of the default place that is in force on the day.
pub(super) fn in_force(library: &Library, chosen: Option<&str>) -> Result<InForce, Failure> {
    if let Some(reference) = chosen {
        let shelved = resolve(library, reference)?;
        if let Some(text) = &shelved.rulebook.measure.to_confirm {
            note(format_args!("提示：规则集{}是样例。{text}", shelved.rulebook.id));
        }
        return Ok(InForce::Fixed(shelved));
    }
    let place = DEFAULT_PLACE.to_owned();
    let of_place = library.iter().filter(|shelved| shelved.rulebook.measure.place == place);
    let first = of_place.into_iter().find(|shelved| shelved.rulebook.measure.to_confirm.is_none());
    let first = first.cloned().ok_or_else(|| Failure(format!("没有{place}的规则集")))?;
    Ok(InForce::OfPlace { place, first })
}

/// The rulebook that a command without a database is to judge by.
#[derive(Debug, clap::Args)]
pub(super) struct Chosen {
    /// 规则集的编号或者文件；不填则用云溪区当日有效的一份
    #[arg(long, env = "QUANHENG_RULEBOOK", value_name = "编号或文件")]
    rulebook: Option<String>,

    /// 配置文件夹：其中 rulebooks/*.toml 增加或替换规则集
    #[arg(long, env = "QUANHENG_CONFIGURATION", value_name = "文件夹")]
    configuration: Option<PathBuf>,
}

impl Chosen {
    /// The rulebook itself.
    pub(super) fn rulebook(&self) -> Result<Arc<Rulebook>, Failure> {
        Ok(today(self.rulebook.as_deref(), self.configuration.as_deref())?.rulebook)
    }
}

/// The rulebook worked by today.
pub(super) fn today(chosen: Option<&str>, configuration: Option<&Path>) -> Result<Shelved, Failure> {
    let library = library(configuration)?;
    Ok(match in_force(&library, chosen)? {
        InForce::Fixed(shelved) => shelved,
        InForce::OfPlace { place, first } => {
            let today = domain::subject::day_of(Context::system().now());
            library.in_force(&place, today).cloned().unwrap_or(first)
        }
    })
}
