using Lfs.Runtime;

// The namespace in which .NET expects extensions of the collection.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers devices as services.</summary>
/// <remarks>A device boots when it is first asked for, and the container disposes it. As anywhere, one thread
/// at a time uses it.</remarks>
public static class LfsServiceCollectionExtensions
{
    /// <summary>Registers an <see cref="LfsDevice"/> for the whole program.</summary>
    /// <param name="services">The services.</param>
    /// <param name="options">The device.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddLfs(this IServiceCollection services, LfsDeviceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return services.AddLfs(_ => options);
    }

    /// <summary>Registers an <see cref="LfsDevice"/> for the whole program, with options that need other
    /// services.</summary>
    /// <param name="services">The services.</param>
    /// <param name="options">Gives the options when the device boots.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddLfs(
        this IServiceCollection services, Func<IServiceProvider, LfsDeviceOptions> options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        return services.AddSingleton(provider => LfsDevice.Boot(options(provider)));
    }

    /// <summary>Registers one of several devices, which a service asks for by its key.</summary>
    /// <param name="services">The services.</param>
    /// <param name="key">The key of <c>[FromKeyedServices]</c> and <c>GetRequiredKeyedService</c>.</param>
    /// <param name="options">Gives the options when the device boots.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddKeyedLfs(
        this IServiceCollection services, object? key, Func<IServiceProvider, LfsDeviceOptions> options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        return services.AddKeyedSingleton(key, (provider, _) => LfsDevice.Boot(options(provider)));
    }
}
