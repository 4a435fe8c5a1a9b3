using Lfs.Runtime;
using Microsoft.Extensions.DependencyInjection;

namespace Lfs.Tests;

/// <summary>Devices as services.</summary>
public class DependencyInjectionTests
{
    /// <summary>What the generator makes of a project's modules has such a constructor.</summary>
    sealed class ModuleSet(LfsDevice device)
    {
        public LfsDevice Device { get; } = device;

        public long Answer() => Device.Run("return 42")[0].AsInteger();
    }

    [Fact]
    public void A_device_boots_at_its_first_use_and_ends_with_the_container()
    {
        ServiceCollection services = new();
        int boots = 0;
        services.AddLfs(_ =>
        {
            boots++;
            return new LfsDeviceOptions { TargetName = "5.3" };
        });
        services.AddSingleton<ModuleSet>();
        ModuleSet modules;

        using (ServiceProvider provider = services.BuildServiceProvider(validateScopes: true))
        {
            Assert.Equal(0, boots);
            modules = provider.GetRequiredService<ModuleSet>();
            Assert.Equal(42, modules.Answer());
            Assert.Same(provider.GetRequiredService<LfsDevice>(), modules.Device);
            Assert.Equal(1, boots);
        }

        Assert.Throws<ObjectDisposedException>(() => modules.Answer());
    }

    [Fact]
    public void Devices_have_keys()
    {
        ServiceCollection services = new();
        services.AddLfs(new LfsDeviceOptions());
        services.AddKeyedLfs("new", _ => new LfsDeviceOptions { TargetName = "5.3" });
        using ServiceProvider provider = services.BuildServiceProvider();

        string Version(LfsDevice device) => device["_VERSION"].AsString();

        Assert.Equal("Lua 5.1", Version(provider.GetRequiredService<LfsDevice>()));
        Assert.Equal("Lua 5.3", Version(provider.GetRequiredKeyedService<LfsDevice>("new")));
        Assert.Throws<ArgumentNullException>(() => services.AddLfs((LfsDeviceOptions)null!));
        Assert.Throws<ArgumentNullException>(() => services.AddKeyedLfs("x", null!));
    }
}
