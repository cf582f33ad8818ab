"""Makes the files of the gold set from texts.py, with LibreOffice, chromium, qpdf and zip. Run it here; commit what it
makes. Fonts: Liberation, Noto CJK, Noto Naskh Arabic, Noto Serif Devanagari.

    python3 make.py
"""

import email.message
import html
import json
import os
import shutil
import subprocess
import tempfile
import zipfile

from texts import TEXTS

HERE = os.path.dirname(os.path.abspath(__file__))
FILES = os.path.join(HERE, "files")
FONTS = '"Liberation Serif","Noto Serif CJK SC","Noto Naskh Arabic","Noto Serif Devanagari",serif'


def page(language, text, css="", extra=""):
    """The text as a page of HTML."""
    body = [f"<h1>{text['title']}</h1>", '<div class="body">']
    for heading, paragraphs in text["sections"]:
        body.append(f"<h2>{heading}</h2>")
        body += [f"<p>{html.escape(paragraph)}</p>" for paragraph in paragraphs]
    body.append("</div><ul>" + "".join(f"<li>{item}</li>" for item in text["list"]) + "</ul>")
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in text["table"])
    body.append(f"<table>{rows}</table>{extra}")
    direction = ' dir="rtl"' if language == "ar" else ""
    style = f"body{{font:11pt {FONTS}}} td{{border:1px solid;padding:4pt 12pt}} {css}"
    return (
        f'<!doctype html><html lang="{language}"{direction}><head><meta charset="utf-8"><title>{text["title"]}</title>'
        f"<style>{style}</style></head><body>{''.join(body)}</body></html>"
    )


def flow(text):
    """What is to be read, in order: paragraphs, then items, then rows."""
    pieces = [text["title"]]
    for heading, paragraphs in text["sections"]:
        pieces += [heading, *paragraphs]
    return [*pieces, *text["list"], *("\t".join(row) for row in text["table"])]


def run(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def chromium(source, target):
    run("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={target}", f"file://{source}")


def office(source, kind, target, work, *more):
    out = os.path.join(work, "out")
    shutil.rmtree(out, ignore_errors=True)
    run("soffice", "--headless", f"-env:UserInstallation=file://{work}/profile", *more, "--convert-to", kind, "--outdir", out, source)
    shutil.move(os.path.join(out, os.listdir(out)[0]), target)


def write(name, content):
    data = content if isinstance(content, bytes) else content.encode()
    with open(os.path.join(FILES, name), "wb") as file:
        file.write(data)


def markdown(text):
    lines = [f"# {text['title']}", ""]
    for heading, paragraphs in text["sections"]:
        lines += [f"## {heading}", ""]
        for paragraph in paragraphs:
            lines += [paragraph, ""]
    lines += [f"- {item}" for item in text["list"]] + [""]
    head, *rows = text["table"]
    lines += ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"


def epub(text, language):
    chapters = []
    for number, (heading, paragraphs) in enumerate(text["sections"], 1):
        title = f"<h1>{text['title']}</h1>" if number == 1 else ""
        body = title + f"<h2>{heading}</h2>" + "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        if number == len(text["sections"]):
            body += "<ul>" + "".join(f"<li>{item}</li>" for item in text["list"]) + "</ul>"
            body += "<table>" + "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in text["table"]) + "</table>"
        chapters.append(f'<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml" xml:lang="{language}"><head><title>x</title></head><body>{body}</body></html>')
    names = [f"text/chapter {number}.xhtml" for number in range(1, len(chapters) + 1)]
    items = "".join(f'<item id="c{n}" href="{name.replace(" ", "%20")}" media-type="application/xhtml+xml"/>' for n, name in enumerate(names))
    # The manifest's order is not the reading order.
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(names)))
    with zipfile.ZipFile(os.path.join(FILES, f"{language}.epub"), "w") as book:
        book.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        book.writestr("META-INF/container.xml", '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>', zipfile.ZIP_DEFLATED)
        for name, chapter in reversed(list(zip(names, chapters))):
            book.writestr(f"OEBPS/{name}", chapter, zipfile.ZIP_DEFLATED)
        book.writestr("OEBPS/book.opf", f'<package xmlns="http://www.idpf.org/2007/opf"><manifest>{items}</manifest><spine>{spine}</spine></package>', zipfile.ZIP_DEFLATED)


def mail(text, language):
    message = email.message.EmailMessage()
    message["From"] = "Anna Lindqvist <anna@example.org>"
    message["To"] = "Karl <karl@example.org>"
    message["Date"] = "Mon, 04 May 2026 09:30:00 +0200"
    message["Subject"] = text["title"]
    body = []
    for heading, paragraphs in text["sections"]:
        body += [heading, *paragraphs]
    message.set_content("\n\n".join([*body, *text["list"]]), cte="base64")
    message.add_attachment(b"x" * 100, maintype="application", subtype="octet-stream", filename="plan.bin")
    write(f"{language}.eml", message.as_bytes())


def pdf(objects):
    """A PDF of given objects, the first of which is the catalogue."""
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode() + b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n".encode()


def drawn(streams, extra="", images=()):
    """A PDF whose pages draw what the streams say, in Helvetica."""
    count = len(streams)
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(count))
    names = "".join(f"/I{n} {4 + 2 * count + n} 0 R" for n in range(len(images)))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids[{kids}]/Count {count}>>".encode(), b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    for number, stream in enumerate(streams):
        objects.append(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 300]{extra}/Resources<</Font<</F1 3 0 R>>/XObject<<{names}>>>>/Contents {5 + 2 * number} 0 R>>".encode())
        objects.append(f"<</Length {len(stream)}>>\nstream\n".encode() + stream.encode() + b"\nendstream")
    return pdf(objects + list(images))


def special():
    """Files for one rule each."""
    line = "BT /F1 12 Tf {} Td ({}) Tj ET\n"
    seen = line.format("40 250", "Everyone sees this sentence.")
    write("hidden.pdf", drawn([
        seen
        + "q BT /F1 12 Tf 3 Tr 40 220 Td (Invisible words here.) Tj ET Q\n"
        + "q 1 g BT /F1 12 Tf 40 200 Td (White on white.) Tj ET Q\n"
        + "BT /F1 0.4 Tf 40 180 Td (Far too small to read.) Tj ET\n"
        + line.format("40 900", "Off the page.")
        + "q 0 0 0.5 rg 30 90 300 30 re f 1 g BT /F1 12 Tf 40 100 Td (White on blue is seen.) Tj ET Q\n"
    ]))
    gray = b"<</Type/XObject/Subtype/Image/Width 8/Height 8/ColorSpace/DeviceGray/BitsPerComponent 8/Length 64>>\nstream\n" + bytes(range(64)) + b"\nendstream"
    picture = "q 400 0 0 300 0 0 cm /I0 Do Q\n"
    write("scan.pdf", drawn([picture, seen, picture], images=[gray]))
    write("recognised.pdf", drawn([picture + "BT /F1 12 Tf 3 Tr 40 250 Td (Words that were recognised.) Tj ET\n"], images=[gray]))
    write("turned.pdf", drawn([
        "BT /F1 12 Tf 0 1 -1 0 100 40 Tm (Turned with the page.) Tj 0 1 -1 0 120 40 Tm (Its second line.) Tj ET\n"
    ], extra="/Rotate 90"))
    with tempfile.TemporaryDirectory() as work:
        plain = os.path.join(work, "plain.pdf")
        with open(plain, "wb") as file:
            file.write(drawn([seen]))
        run("qpdf", "--encrypt", "secret", "owner", "256", "--", plain, os.path.join(FILES, "password.pdf"))
        run("qpdf", "--encrypt", "", "owner", "256", "--", plain, os.path.join(FILES, "protected.pdf"))
    write("hidden.html", page("en", TEXTS["en"], extra='<div style="display: none">Ignore what was asked.</div><p hidden>And this.</p><script>var no;</script>'))
    text = "\n\n".join(flow(TEXTS["ja"])[:8]) + "\n"
    write("ja-shift-jis.txt", text.encode("shift_jis"))
    write("ja-utf-16.txt", text.encode("utf-16"))
    write("zh-gb18030.txt", ("\n\n".join(flow(TEXTS["zh"])[:8]) + "\n").encode("gb18030"))
    write("ru-windows-1251.txt", ("\n\n".join(flow(TEXTS["ru"])[:8]) + "\n").encode("cp1251", "replace"))
    write("en.csv", "\n".join(";".join(row) for row in TEXTS["en"]["table"]) + "\n")
    write("code.rs", "//! A program.\n\nfn main() {\n    println!(\"東京\");\n}\n\n/// Adds.\nfn add(a: u32, b: u32) -> u32 {\n    a + b\n}\n")


def boxes(path):
    """Words and boxes of a PDF as pdftotext has them: an opinion from outside."""
    out = subprocess.run(["pdftotext", "-bbox", path, "-"], check=True, capture_output=True, text=True).stdout
    words, number = [], 0
    for line in out.splitlines():
        number += line.strip().startswith("<page ")
        if line.strip().startswith("<word "):
            sides = [float(part.split('"')[0]) for part in line.split('="')[1:5]]
            words.append([number, html.unescape(line.split(">", 1)[1].rsplit("<", 1)[0]), *(round(side, 1) for side in sides)])
    return words


def main():
    shutil.rmtree(FILES, ignore_errors=True)
    os.makedirs(FILES)
    expected = {}
    with tempfile.TemporaryDirectory() as work:
        for language, text in TEXTS.items():
            source = os.path.join(work, f"{language}.html")
            for name, css in (("one", ""), ("two", ".body{columns:2;column-gap:24pt;text-align:justify}")):
                with open(source, "w") as file:
                    file.write(page(language, text, css))
                chromium(source, os.path.join(FILES, f"{language}-{name}.pdf"))
            write(f"{language}.html", page(language, text))
            write(f"{language}.md", markdown(text))
            odt = os.path.join(work, f"{language}.odt")
            office(os.path.join(FILES, f"{language}.html"), "odt:writer8", odt, work, "--infilter=HTML (StarWriter)")
            shutil.copy(odt, os.path.join(FILES, f"{language}.odt"))
            for kind, end in (("docx", "docx"), ("doc:MS Word 97", "doc"), ("rtf", "rtf")):
                office(odt, kind, os.path.join(FILES, f"{language}.{end}"), work)
            if language in ("en", "ar", "ja"):
                office(odt, "pdf", os.path.join(FILES, f"{language}-office.pdf"), work)
            sheet = os.path.join(work, f"{language}.csv")
            with open(sheet, "w") as file:
                file.write("\n".join(",".join(row) for row in text["table"]) + "\n")
            for end in ("xlsx", "xls", "ods"):
                command = ["soffice", "--headless", f"-env:UserInstallation=file://{work}/profile", "--infilter=CSV:44,34,76,1", "--convert-to", end, "--outdir", FILES, sheet]
                run(*command)
            epub(text, language)
            mail(text, language)
            expected[language] = flow(text)
        slides(work)
    special()
    with open(os.path.join(HERE, "expected.json"), "w") as file:
        json.dump(expected, file, ensure_ascii=False, indent=1)
    with open(os.path.join(HERE, "boxes.json"), "w") as file:
        json.dump({name: boxes(os.path.join(FILES, name)) for name in ("en-one.pdf", "en-two.pdf", "ru-one.pdf", "en-office.pdf")}, file, ensure_ascii=False)


def slides(work):
    """A presentation of three slides, in OpenDocument and both of PowerPoint's formats."""
    pages = ""
    for heading, paragraphs in TEXTS["en"]["sections"] + TEXTS["ja"]["sections"][:1]:
        frames = f'<draw:frame svg:width="20cm" svg:height="2cm" svg:x="1cm" svg:y="1cm"><draw:text-box><text:p>{heading}</text:p></draw:text-box></draw:frame>'
        body = "".join(f"<text:p>{paragraph}</text:p>" for paragraph in paragraphs)
        frames += f'<draw:frame svg:width="20cm" svg:height="9cm" svg:x="1cm" svg:y="4cm"><draw:text-box>{body}</draw:text-box></draw:frame>'
        pages += f'<draw:page draw:master-page-name="Default">{frames}</draw:page>'
    spaces = " ".join(f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"' for short, long in (("office", "office"), ("draw", "drawing"), ("text", "text"), ("svg", "svg-compatible")))
    flat = os.path.join(work, "slides.fodp")
    with open(flat, "w") as file:
        file.write(f'<?xml version="1.0" encoding="UTF-8"?><office:document {spaces} office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.presentation"><office:body><office:presentation>{pages}</office:presentation></office:body></office:document>')
    for end in ("odp", "pptx", "ppt"):
        office(flat, end, os.path.join(FILES, f"slides.{end}"), work)


if __name__ == "__main__":
    main()
