// Only: 5.1 5.1-int 5.3
var nested = Modules.Nested();
Print(string.Join(" ", nested.Depot().Stock["bolts"])); //> 3 5
var groups = new Dictionary<string, IReadOnlyList<string>> { ["pets"] = new[] { "cat", "horse" } };
var (sizes, list) = nested.Measure(groups);
Print(sizes["pets"]["cat"], sizes["pets"]["horse"], list.Count, list[0]["cat"]); //> 3 5 1 3
var rows = nested.Rows(
    new[] { new[] { 1, 2 }, new[] { 3 } },
    row => new Dictionary<string, IReadOnlyList<int>> { ["all"] = row.Select(n => n * 10).ToArray() });
Print(string.Join(" ", rows.Select(row => string.Join(",", row)))); //> 10,20 30
Print(nested.Makers()[0]()["one"][0]); //> 1
Task<(bool Ok, IReadOnlyList<string> Names, IReadOnlyList<string>? Problems)> scan = nested.Scan();
device.RunUntilIdle();
Print(scan.Result.Ok, string.Join(",", scan.Result.Names), scan.Result.Problems is null); //> True a,b True
foreach (IReadOnlyDictionary<string, IReadOnlyList<int>> item in nested.Each())
    Print(string.Join(",", item["row"])); //> 1,1
//> 2,4
