global using Lfs.Runtime;
global using Microsoft.Extensions.DependencyInjection;
global using static Prelude;

static class Prelude
{
    public static readonly ServiceCollection services = new();
}
