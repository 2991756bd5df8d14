//! The service traits that make a surface mountable: of hyper and, by feature, of tower.

/// Implements them for a cheap clone behind the checks of every surface.
macro_rules! mountable {
    ($service:ident) => {
        impl hyper::service::Service<hyper::Request<hyper::body::Incoming>> for $service {
            type Response = hyper::Response<crate::body::ResponseBody>;
            type Error = std::convert::Infallible;
            type Future =
                std::pin::Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

            fn call(&self, request: hyper::Request<hyper::body::Incoming>) -> Self::Future {
                let service = self.clone();
                Box::pin(async move { Ok(crate::page::enter(&service, request, None).await) })
            }
        }

        #[cfg(feature = "tower")]
        impl tower_service::Service<hyper::Request<hyper::body::Incoming>> for $service {
            type Response = hyper::Response<crate::body::ResponseBody>;
            type Error = std::convert::Infallible;
            type Future =
                std::pin::Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

            fn poll_ready(
                &mut self,
                _: &mut std::task::Context<'_>,
            ) -> std::task::Poll<Result<(), Self::Error>> {
                std::task::Poll::Ready(Ok(()))
            }

            fn call(&mut self, request: hyper::Request<hyper::body::Incoming>) -> Self::Future {
                hyper::service::Service::call(self, request)
            }
        }
    };
}

pub(crate) use mountable;
