// Only: 5.1 5.1-int 5.3
var arrays = Modules.Arrays();
Print(string.Join(",", arrays.Double(new[] { 1, 2, 3 }))); //> 2,4,6
var rows = arrays.Rows(new[] { new[] { "a", "b" } });
Print(rows.Count, rows[0][1], rows[1][0]); //> 2 b end
Print(arrays.Mixed()[1].AsString()); //> two
