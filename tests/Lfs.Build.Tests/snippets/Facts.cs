using System.Reflection;
using Xunit;
using Xunit.Sdk;

/// <summary>Runs the tests of an example that is a class, as a runner of xunit does.</summary>
static class Facts
{
    static async Task<int> Main()
    {
        int count = 0;
        foreach (MethodInfo test in typeof(Facts).Assembly.GetTypes().SelectMany(type => type.GetMethods()))
        {
            if (test.GetCustomAttribute<FactAttribute>() is null)
                continue;
            foreach (object[] row in test.GetCustomAttributes<DataAttribute>()
                .SelectMany(data => data.GetData(test)).DefaultIfEmpty(Array.Empty<object>()))
            {
                object? result = test.Invoke(Activator.CreateInstance(test.DeclaringType!), row);
                if (result is Task task)
                    await task;
                count++;
            }
        }
        if (count > 0)
            return 0;
        Console.Error.WriteLine("There is no test.");
        return 1;
    }
}
