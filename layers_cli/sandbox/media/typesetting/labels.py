"""Labels as apps' own editors draw them: paper behind each line, its corners rounded."""

from PIL import Image, ImageFilter

from layers_cli.sandbox.media.canvas import Layer, SafeArea
from layers_cli.sandbox.media.colors import WHITE
from layers_cli.sandbox.media.typesetting.styles import LABEL, Style, label_box, wide_label_box
from layers_cli.sandbox.media.typesetting.words import Copy, Words, fit

_ROUNDING = 13
_WIDEST = 56  # pixels; words in smaller letters get the higher box


def label_copy(words: Words, area: SafeArea, style: Style = LABEL) -> Copy:
    """Fit *words* on paper labels in *area*."""
    label = fit(words, style, wide_label_box(area))
    if label.size < _WIDEST:
        label = fit(words, style, label_box(area))
    return Copy(label, centered=True, paper=True)


def round_labels(layer: Layer) -> Layer:
    """Round the corners of the paper in *layer*, inner and outer ones alike."""
    square = layer.picture.getchannel("A")
    # Half of a blurred edge is where the edge was, except at corners, which it cuts.
    steep = [min(255, max(0, (value - 128) * 6 + 128)) for value in range(256)]
    paper = square.filter(ImageFilter.GaussianBlur(_ROUNDING)).point(steep)
    picture = Image.new("RGB", layer.picture.size, WHITE)
    picture.paste(layer.picture, mask=square)
    picture.putalpha(paper)
    return Layer(picture, layer.x, layer.y)
