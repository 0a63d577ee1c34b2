"""One file for each menu line, named like its service, and the widgets they share."""
