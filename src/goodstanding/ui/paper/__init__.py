"""Documents on paper: what stands in one (document), its type (fonts), Markdown (prose), and setting it as PDF (setting).

Letters that join, stack or run from right to left: lines, in the order and with the shapes of order and shaping.
"""
