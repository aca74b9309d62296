"""The formats of files and answers: delimited text, spreadsheets, SSSOM, and the media types of all that goes out."""
