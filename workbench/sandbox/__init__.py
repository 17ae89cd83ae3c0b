"""Programs run apart: no files, no network, nothing but what the workbench hands to them."""
