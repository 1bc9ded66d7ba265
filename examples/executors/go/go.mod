module example.com/print-label

go 1.21
