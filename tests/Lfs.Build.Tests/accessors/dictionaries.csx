// Only: 5.1 5.1-int 5.3
var dictionaries = Modules.Dictionaries();
var adults = dictionaries.Adults(new Dictionary<string, int> { ["ada"] = 36, ["bob"] = 7 });
Print(adults.Count, adults["ada"], adults["bob"]); //> 2 True False
Print(dictionaries.Look(new Dictionary<int, string> { [4] = "two" }, 4)); //> two
