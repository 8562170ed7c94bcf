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
    pages = [file for file in files if file.src_uri.endswith(".md")]
    while pages:
        page = pages.pop()
        if page.abs_src_path:
            for target, _ in LINK.findall(Path(page.abs_src_path).read_text()):
                pages += _add_source(page.src_uri, target, config, files)
    return files


def on_page_markdown(markdown, page, config, files):
    """Links from docs/x.md to ../FILE lead to the page or to the copy of the file."""
    if page.file.src_uri in PAGES.values():
        return markdown
    return LINK.sub(lambda link: f"]({_relative(page.file.src_uri, link[1])}{link[2] or ''})", markdown)


def _moved(markdown, config, files):
    """Rewrites the links of a document of the root directory, which becomes a page of docs/."""

    def target(link):
        _add_source("index.md", "../" + link[1], config, files)
        return f"]({_uri('index.md', '../' + link[1]) or link[1]}{link[2] or ''})"

    return IMAGE.sub(r"\1(\2)", LINK.sub(target, markdown))


def _uri(page, target):
    """Returns the page or the copy that a link of a page leads to, or None if there is no such file. A directory is its README."""
    origin = ROOT / page.removeprefix("sources/") if page.startswith("sources/") else ROOT / "docs" / page
    path = (origin.parent / target).resolve()
    if path.is_dir():
        path /= "README.md"
    if not path.is_file() or not path.is_relative_to(ROOT):
        return None
    source = path.relative_to(ROOT).as_posix()
    return PAGES.get(source) or (source.removeprefix("docs/") if source.startswith("docs/") else f"sources/{source}")


def _relative(page, target):
    uri = _uri(page, target)
    return target if uri is None else "../" * page.count("/") + uri


def _add_source(page, target, config, files):
    """Adds the file that a link leads to. Returns the added page, if it is one, whose links may lead to further files."""
    uri = _uri(page, target)
    if uri is None or not uri.startswith("sources/") or files.get_file_from_path(uri):
        return []
    added = File.generated(config, uri, abs_src_path=str(ROOT / uri.removeprefix("sources/")))
    files.append(added)
    return [added] if uri.endswith(".md") else []
