"""Another program on a test's display: an entry that tells what is typed into it, or a source of files to drag.

other.py entry [TEXT]   opens a window with an entry, prints each change of its text, and each time it gets the focus
other.py drag X,Y FILE  opens a window, drags the file to that point of the screen, prints whether it was asked for
other.py copy FILE      copies the file as a file manager does, prints each time it is asked for
"""
import pathlib
import subprocess
import sys
import threading
import time

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, GLib, Gtk  # noqa: E402


def say(*words):
    print(*words, flush=True)


def entry(text):
    window = Gtk.Window(title="other program")
    window.set_default_size(300, 60)
    window.move(20, 780)
    field = Gtk.Entry(text=text)
    field.connect("changed", lambda one: say("text", one.get_text()))
    window.connect("focus-in-event", lambda *_: say("focus"))
    window.connect("destroy", Gtk.main_quit)
    window.add(field)
    window.show_all()
    GLib.timeout_add(300, lambda: say("ready") or False)
    Gtk.main()


def pointer(*words):
    subprocess.run(["xdotool", *map(str, words)], check=True)


def drag(target, file):
    # An ordinary window: pressing the button on it gives it the focus, as a file manager has it.
    window = Gtk.Window(title="files", decorated=False, focus_on_map=False)
    window.set_default_size(120, 60)
    window.move(1140, 20)
    box = Gtk.EventBox()
    box.add(Gtk.Label(label="file"))
    window.add(box)
    box.drag_source_set(
        Gdk.ModifierType.BUTTON1_MASK, [Gtk.TargetEntry.new("text/uri-list", 0, 0)], Gdk.DragAction.COPY
    )
    asked = []
    uris = [pathlib.Path(file).resolve().as_uri()]
    box.connect("drag-data-get", lambda _w, _c, data, *_: (data.set_uris(uris), asked.append(1)))
    window.show_all()

    def go():
        time.sleep(0.5)
        # A window manager may have placed it elsewhere.
        GLib.idle_add(lambda: window.move(1140, 20) or False)
        time.sleep(0.5)
        pointer("mousemove", 1200, 50)
        time.sleep(0.3)
        pointer("mousedown", 1)
        for step in range(1, 13):
            # GTK takes small steps for a drag, and a jump for none.
            x = 1200 + (target[0] - 1200) * step // 12
            y = 50 + (target[1] - 50) * step // 12
            pointer("mousemove", x, y)
            time.sleep(0.12)
        time.sleep(0.6)
        pointer("mouseup", 1)
        time.sleep(1.5)
        say("asked" if asked else "not asked")
        GLib.idle_add(Gtk.main_quit)

    threading.Thread(target=go, daemon=True).start()
    Gtk.main()


def copy(file):
    window = Gtk.Window(type=Gtk.WindowType.POPUP)
    window.move(1000, 700)
    window.show_all()
    uris = [pathlib.Path(file).resolve().as_uri()]
    # The widget with a window of its own is the one that is asked.
    Gtk.selection_add_target(window, Gdk.SELECTION_CLIPBOARD, Gdk.Atom.intern("text/uri-list", False), 0)
    window.connect("selection-get", lambda _w, data, *_: (data.set_uris(uris), say("asked")))
    if Gtk.selection_owner_set(window, Gdk.SELECTION_CLIPBOARD, Gdk.CURRENT_TIME):
        say("ready")
    Gtk.main()


if __name__ == "__main__":
    if sys.argv[1] == "copy":
        copy(sys.argv[2])
    elif sys.argv[1] == "drag":
        x, y = sys.argv[2].split(",")
        drag((int(x), int(y)), sys.argv[3])
    else:
        entry(sys.argv[2] if len(sys.argv) > 2 else "")
