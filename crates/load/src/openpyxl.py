"""Writes the cells of a workbook again with openpyxl and says how long that takes and how much memory."""
import resource
import sys
import time

import openpyxl

mode, path = sys.argv[1], sys.argv[2]
source = openpyxl.load_workbook(path, read_only=True)
sheets = [(sheet.title, [tuple(row) for row in sheet.iter_rows(values_only=True)]) for sheet in source.worksheets]
count = sum(1 for _, rows in sheets for row in rows for cell in row if cell is not None)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

begun = time.perf_counter()
book = openpyxl.Workbook(write_only=mode == "write_only")
if mode != "write_only":
    book.remove(book.active)
for title, rows in sheets:
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append(row)
book.save(path + ".openpyxl.xlsx")
took = time.perf_counter() - begun

after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(f"{count} cells in {took:.1f} s, {(after - before) / 1024:.0f} MB above what held the cells ({openpyxl.__version__})")
