import os
import sys

sys.path.insert(0, os.path.abspath(".."))
project = "Drydock in Sphinx"
extensions = ["drydock_sphinx"]
drydock_site = "drydock/"
html_theme = "alabaster"
