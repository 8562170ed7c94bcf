"""Adds to the site what pages of docs/ link to outside of it: the README as the first page, other documents as pages, sources as files."""

import re
from pathlib import Path

from mkdocs.structure.files import File

ROOT = Path(__file__).parent.parent
PAGES = {"README.md": "index.md", "CHANGELOG.md": "changelog.md", "CONTRIBUTING.md": "contributing.md"}
LINK = re.compile(r"(?<!!)\]\((?!https?:|#|mailto:)([^)#]+)(#[^)]*)?\)")
IMAGE = re.compile(r"(!\[[^\]]*\])\(docs/([^)]+)\)")


def on_files(files, config):
    for source, page in PAGES.items():
        files.append(File.generated(config, page, content=_moved((ROOT / source).read_text(), config, files)))
    for page in [file for file in files if file.src_uri.endswith(".md")]:
        if page.abs_src_path:
            for target, _ in LINK.findall(Path(page.abs_src_path).read_text()):
                _add_source(page.src_uri, target, config, files)
    return files


def on_page_markdown(markdown, page, config, files):
    """Links from docs/x.md to ../FILE lead to the page or to the copy of the file."""
    if page.file.src_uri in PAGES.values():
        return markdown
    return LINK.sub(lambda link: f"]({_inside(page.file.src_uri, link[1])}{link[2] or ''})", markdown)


def _moved(markdown, config, files):
    """Rewrites the links of a document of the root directory, which becomes a page of docs/."""

    def target(link):
        path = link[1]
        if path.startswith("docs/"):
            path = "adr/README.md" if path == "docs/adr" else path[len("docs/"):]
        elif path in PAGES:
            path = PAGES[path]
        else:
            path = _add_source("index.md", "../" + path, config, files) or path
        return f"]({path}{link[2] or ''})"

    return IMAGE.sub(r"\1(\2)", LINK.sub(target, markdown))


def _outside(page, target):
    """Returns the path below the root directory if a link leads out of docs/."""
    path = (ROOT / "docs" / page).parent / target
    path = path.resolve()
    inside = path.is_relative_to(ROOT / "docs")
    return None if inside or not path.is_relative_to(ROOT) else path.relative_to(ROOT).as_posix()


def _inside(page, target):
    source = _outside(page, target)
    if source is None:
        return target
    return "../" * page.count("/") + (PAGES.get(source) or f"sources/{source}")


def _add_source(page, target, config, files):
    source = _outside(page, target)
    if source is None or source in PAGES or not (ROOT / source).is_file():
        return None
    uri = f"sources/{source}"
    if files.get_file_from_path(uri) is None:
        files.append(File.generated(config, uri, abs_src_path=str(ROOT / source)))
    return uri
