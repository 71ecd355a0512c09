//! What a file is, by its first bytes and its name together. Only what officials hand in as material is taken: papers,
//! tables, slides and pictures. Nothing that a browser or an office program would run.

use domain::issue::Issue;

/// A kind of file that is taken.
struct Kind {
    /// The endings of its names.
    endings: &'static [&'static str],
    media_type: &'static str,
    beginning: Beginning,
}

/// How such a file begins.
enum Beginning {
    /// With the signature of its own type.
    Own,
    /// With that of a ZIP archive, in which office programs keep their papers.
    Zip,
    /// With that of the compound file of older office programs.
    Compound,
    /// With text.
    Text,
}

const KINDS: [Kind; 14] = [
    kind(&["pdf"], "application/pdf", Beginning::Own),
    kind(&["ofd"], "application/ofd", Beginning::Zip),
    kind(
        &["docx"],
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Beginning::Zip,
    ),
    kind(&["xlsx"], "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Beginning::Zip),
    kind(
        &["pptx"],
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        Beginning::Zip,
    ),
    kind(&["doc", "wps"], "application/msword", Beginning::Compound),
    kind(&["xls", "et"], "application/vnd.ms-excel", Beginning::Compound),
    kind(&["ppt", "dps"], "application/vnd.ms-powerpoint", Beginning::Compound),
    kind(&["jpg", "jpeg"], "image/jpeg", Beginning::Own),
    kind(&["png"], "image/png", Beginning::Own),
    kind(&["tif", "tiff"], "image/tiff", Beginning::Own),
    kind(&["webp"], "image/webp", Beginning::Own),
    kind(&["txt"], "text/plain", Beginning::Text),
    kind(&["csv"], "text/csv", Beginning::Text),
];

const fn kind(endings: &'static [&'static str], media_type: &'static str, beginning: Beginning) -> Kind {
    Kind { endings, media_type, beginning }
}

/// The signatures of a ZIP archive with entries, and of a compound file.
const ZIP: &[u8] = b"PK\x03\x04";
const COMPOUND: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// The media type of a file with this name and this beginning.
///
/// # Errors
/// An [`Issue`] for a kind of file that is not taken, and for one whose content is not what its name says.
pub(super) fn type_of(name: &str, beginning: &[u8]) -> Result<&'static str, Issue> {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    let Some(kind) = KINDS.iter().find(|kind| kind.endings.contains(&ending.as_str())) else {
        return Err(Issue::new("name", "file_type_not_taken", not_taken(&ending)));
    };
    let agrees = match kind.beginning {
        Beginning::Own => infer::get(beginning).is_some_and(|found| found.mime_type() == kind.media_type),
        Beginning::Zip => beginning.starts_with(ZIP),
        Beginning::Compound => beginning.starts_with(COMPOUND),
        Beginning::Text => infer::get(beginning).is_none() && !beginning.contains(&0),
    };
    if agrees {
        return Ok(kind.media_type);
    }
    let message = format!("文件内容与扩展名“.{ending}”不符，可能已损坏或者被改过扩展名，请重新导出后上传");
    Err(Issue::new("name", "file_type_differs", message))
}

fn not_taken(ending: &str) -> String {
    let taken = "可上传PDF、OFD、Word、Excel、PPT、WPS文件，JPG、PNG、TIFF、WEBP图片和TXT、CSV文本";
    match ending {
        "" => format!("文件名没有扩展名，看不出是什么文件。{taken}"),
        "zip" | "rar" | "7z" => format!("不接收压缩包，请解压后逐个上传。{taken}"),
        "docm" | "xlsm" | "pptm" => format!("不接收带宏的文件，请另存为不带宏的格式后上传。{taken}"),
        _ => format!("不接收“.{}”文件。{taken}", ending.chars().take(20).collect::<String>()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PDF: &[u8] = b"%PDF-1.7\n";
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

    #[track_caller]
    fn assert_refused(name: &str, beginning: &[u8], code: &str) {
        let issue = type_of(name, beginning).unwrap_err();
        assert_eq!(issue.code, code, "{name}: {}", issue.message);
    }

    #[test]
    fn papers_and_pictures_are_taken_for_what_they_are() {
        assert_eq!(type_of("可研报告.PDF", PDF), Ok("application/pdf"));
        assert_eq!(type_of("现场.1.png", PNG), Ok("image/png"));
        assert_eq!(type_of("预算.xls", COMPOUND), Ok("application/vnd.ms-excel"));
        assert_eq!(type_of("说明.txt", "资金已到位".as_bytes()), Ok("text/plain"));
        assert_eq!(type_of("公文.ofd", ZIP), Ok("application/ofd"));
    }

    #[test]
    fn a_file_that_is_not_what_its_name_says_is_refused() {
        assert_refused("报告.pdf", PNG, "file_type_differs");
        assert_refused("报告.pdf", b"MZ\x90\0", "file_type_differs");
        assert_refused("照片.jpg", PDF, "file_type_differs");
        assert_refused("说明.txt", b"MZ\x90\0", "file_type_differs");
        assert_refused("说明.txt", PDF, "file_type_differs");
        assert_refused("预算.xlsx", b"<html>", "file_type_differs");
        assert_refused("报告.pdf", b"", "file_type_differs");
    }

    #[test]
    fn what_could_run_or_hide_something_is_refused_by_name() {
        for name in ["a.exe", "a.html", "a.svg", "a.js", "资料.zip", "预算.xlsm", "没有扩展名", "结尾有点."]
        {
            assert_refused(name, ZIP, "file_type_not_taken");
        }
    }
}
