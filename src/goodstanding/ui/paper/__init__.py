"""Documents on paper: what stands in one (document), its type (fonts), Markdown (prose), and setting it as PDF (setting)."""
