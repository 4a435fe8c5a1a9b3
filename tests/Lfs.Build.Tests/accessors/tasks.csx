var tasks = Modules.Tasks();
Print(tasks.Slow(3).Result, tasks.Slow(2, "x").GetAwaiter().GetResult()); //> done3 x2
tasks.Nothing().Wait();
var (b, a) = tasks.Both(1, 2).Result;
Print(b, a); //> 2 1
async Task<int> Sum()
{
    int sum = 0;
    await foreach (var item in tasks.Count(4))
        sum += (int)item;
    return sum;
}
Print(Sum().Result); //> 10
